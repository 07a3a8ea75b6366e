"""Each service stands wherever the services are listed: docs/adding-a-service.md has the same places."""

import json
import re
import tomllib
from typing import Any

import pytest
from source import ROOT

from stack import check, environment, suites
from stack.secret_store import NAMES
from stack.settings import PORTS, SERVICES

PAGE = (ROOT / "docs" / "adding-a-service.md").read_text().partition("\n## 4.")[2].partition("\n## 5.")[0]


@pytest.fixture(params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]


def names(name: str, pattern: str) -> set[str]:
    """Return the variables of the page's example that match, as this service has them."""
    return {each.replace("SHIPPING", name.upper()) for each in re.findall(rf"`({pattern})`", PAGE)}


def test_it_has_a_port_and_secrets(name: str) -> None:
    secrets = names(name, r"SHIPPING_\w+(?:PASSWORD|SECRET|KEY)")

    assert names(name, r"SHIPPING_PORT") <= PORTS.keys()
    assert len(secrets) == 4
    assert secrets == {each for each in NAMES if each.startswith(f"{name.upper()}_")}


def test_it_is_imported_tested_and_checked(name: str) -> None:
    assert name in environment.IMPORT_PATH
    assert name in suites.PROJECTS
    assert check.PROJECTS[name] == (f"{name}/{name}", f"{name}.settings", name)


def test_its_placeholders_are_explained(name: str) -> None:
    explained = json.loads((ROOT / "keycloak" / "placeholders.json").read_text())

    assert names(name, r"SHIPPING_\w*(?:URL|CLIENT_SECRET)") <= explained.keys()


def test_the_tools_know_it(name: str, tool: dict[str, Any]) -> None:
    contracts = {each["id"]: each for each in tool["importlinter"]["contracts"]}
    ignoring = [re.split(r"\W+", pattern) for pattern in tool["ruff"]["lint"]["per-file-ignores"]]

    assert name in tool["ruff"]["src"]
    assert any(name in words for words in ignoring)
    assert name in tool["mypy"]["mypy_path"]
    assert name in tool["importlinter"]["root_packages"]
    assert name in contracts["one-verifier"]["source_modules"]
    assert name in contracts["services-are-strangers"]["modules"]


def test_it_has_a_database_in_containers(name: str) -> None:
    script = (ROOT / "ops" / "containers" / "make-databases.sh").read_text()

    assert name in re.findall(r"^for name in (.+); do$", script, re.MULTILINE)[0].split()
