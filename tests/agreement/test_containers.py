"""docker-compose.yml, the Dockerfiles, .env.example and the pins: what can be known of them without an engine."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from source import ROOT, class_fields

from stack.archive import VERSION
from stack.settings import SERVICES

DOCKERFILES = ["catalog/Dockerfile", "billing/Dockerfile", "keycloak/Dockerfile", "keycloak/Dockerfile.realm"]
VARIABLE = re.compile(r"\$\{([A-Z_]+)")
ENVIRONMENT = ROOT / "coatcheck" / "src" / "coatcheck" / "service" / "environment.py"
IN_THE_STACK_ONLY = {"KEYCLOAK_MANAGEMENT_PORT", "POSTGRES_PORT"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return compose["services"]


@pytest.fixture(params=DOCKERFILES)
def lines(request: pytest.FixtureRequest) -> list[str]:
    """Give a Dockerfile's instructions, continued lines joined."""
    text = (ROOT / request.param).read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def arguments(lines: list[str], instruction: str) -> list[list[str]]:
    return [line.split()[1:] for line in lines if line.split()[0] == instruction]


def is_let_in(path: str) -> bool:
    """Tell whether .dockerignore, which begins by leaving everything out, lets a path in."""
    patterns = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    parents = [path, *(str(each) for each in Path(path).parents)]
    return any(fnmatch(each, pattern) for each in parents for pattern in patterns)


def test_every_build_has_its_dockerfile(services: dict[str, dict[str, Any]]) -> None:
    builds = [each["build"] for each in services.values() if "build" in each]

    assert {each["dockerfile"] for each in builds} == set(DOCKERFILES)
    assert {each["context"] for each in builds} == {"."}


def test_everything_copied_exists_and_reaches_the_engine(lines: list[str]) -> None:
    sources = [part for each in arguments(lines, "COPY") if not each[0].startswith("--from") for part in each[:-1]]

    for source in sources:
        found = sorted(ROOT.glob(source))
        assert found, source
        assert all(is_let_in(str(each.relative_to(ROOT))) for each in found), source


def test_no_secret_or_state_reaches_the_engine() -> None:
    assert not any(is_let_in(each) for each in (".env", ".state/secrets.json", ".git/config"))


def test_an_image_begins_from_a_version(lines: list[str]) -> None:
    bases = [each[0] for each in arguments(lines, "FROM")]

    assert all(re.search(r":\d+\.\d+\.\d+", each) for each in bases), bases


def test_keycloak_in_a_container_is_the_one_of_the_stack() -> None:
    assert f"keycloak:{VERSION}" in (ROOT / "keycloak" / "Dockerfile").read_text()


def test_an_image_runs_as_nobody_special_and_tells_its_health(lines: list[str]) -> None:
    assert int(arguments(lines, "USER")[-1][0]) > 0
    assert arguments(lines, "HEALTHCHECK")


def test_packages_are_installed_by_their_hashes(lines: list[str]) -> None:
    installs = [" ".join(each) for each in arguments(lines, "RUN") if "install" in each]

    assert all("--require-hashes" in each for each in installs)


def test_every_file_mounted_exists(services: dict[str, dict[str, Any]]) -> None:
    volumes = [each for service in services.values() for each in service.get("volumes", [])]

    for each in volumes:
        source = each.partition(":")[0]
        assert not source.startswith(".") or (ROOT / source).is_file(), source


def test_ports_are_open_on_loopback_only(services: dict[str, dict[str, Any]]) -> None:
    ports = [each for service in services.values() for each in service.get("ports", [])]

    assert ports
    assert all(each.startswith("127.0.0.1:") for each in ports)


def test_every_variable_is_in_the_example_and_the_reverse() -> None:
    used = set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))

    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}

    assert shown == used | IN_THE_STACK_ONLY


def test_every_secret_comes_from_outside_and_must_be_there(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for variable, value in service["environment"].items():
            if re.search(r"SECRET|PASSWORD|DATABASE_URL", variable):
                assert ":?" in value, (name, variable)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_told_what_it_must_know_and_nothing_it_does_not(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    prefix = f"{name.upper()}_"
    told = {each.removeprefix(prefix) for each in services[name]["environment"] if each.startswith(prefix)}

    known = class_fields(ENVIRONMENT, "Environment") | class_fields(ROOT / name / name / "settings.py", None)

    required = {field.upper() for field, has_default in known.items() if not has_default}
    assert required <= told <= {field.upper() for field in known}


def test_a_service_reaches_the_realm_inside_and_knows_it_by_its_public_name(
    services: dict[str, dict[str, Any]],
) -> None:
    hostname = services["keycloak"]["environment"]["KC_HOSTNAME"]

    for name in SERVICES:
        environment = services[name]["environment"]
        assert environment[f"{name.upper()}_ISSUER"] == f"{hostname}/realms/coatcheck"
        assert environment[f"{name.upper()}_INTERNAL_URL"] == "http://keycloak:8080/realms/coatcheck"
    assert "hostname-backchannel-dynamic=true" in (ROOT / "keycloak" / "keycloak.conf").read_text()


def test_the_realm_is_told_every_placeholder(services: dict[str, dict[str, Any]]) -> None:
    placeholders = json.loads((ROOT / "keycloak" / "placeholders.json").read_text())

    assert placeholders.keys() <= services["realm"]["environment"].keys()


def test_nothing_starts_before_what_it_needs_is_healthy_or_done(services: dict[str, dict[str, Any]]) -> None:
    conditions = {
        (name, needed, each["condition"])
        for name, service in services.items()
        for needed, each in service.get("depends_on", {}).items()
    }

    assert {each[2] for each in conditions} == {"service_healthy", "service_completed_successfully"}
    assert ("catalog", "realm", "service_completed_successfully") in conditions
    assert ("realm", "keycloak", "service_healthy") in conditions


def test_whatever_ends_by_itself_is_waited_for(services: dict[str, dict[str, Any]]) -> None:
    """`docker compose up --wait` takes the end of any other container for a failure."""
    waited = {
        needed
        for service in services.values()
        for needed, each in service.get("depends_on", {}).items()
        if each["condition"] == "service_completed_successfully"
    }

    assert {name for name, service in services.items() if service["restart"] == "no"} == waited
