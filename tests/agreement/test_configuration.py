"""docs/configuration.md names every setting, and no other."""

import ast
import re

import pytest
from source import ROOT, python_files

PAGE = ROOT / "docs" / "configuration.md"
NAME = re.compile(r"^\| `([A-Z_0-9]+)` \|", re.MULTILINE)
SETTINGS = ROOT / "coatcheck/src/coatcheck/django/conf.py"
ENVIRONMENT = ROOT / "coatcheck/src/coatcheck/service/environment.py"
# Of the project, not of the machine it runs on.
OF_A_PROJECT = {"AUDIENCE", "ACCESS", "USER"}
# Set for other programs, or by them.
OF_OTHERS = {"REQUESTS_CA_BUNDLE", "PROMETHEUS_MULTIPROC_DIR", "DJANGO_SETTINGS_MODULE"}


def sections() -> list[set[str]]:
    """Return the names in each part of the page."""
    return [set(NAME.findall(part)) for part in PAGE.read_text().split("\n## ")[1:]]


def fields(path, class_name: str) -> set[str]:
    """Return the annotated fields of a class, in upper case."""
    (found,) = (n for n in ast.parse(path.read_text()).body if isinstance(n, ast.ClassDef) and n.name == class_name)
    return {node.target.id.upper() for node in found.body if isinstance(node, ast.AnnAssign)}


@pytest.fixture(scope="module")
def settings() -> set[str]:
    return fields(SETTINGS, "Settings")


@pytest.fixture(scope="module")
def variables() -> set[str]:
    return fields(ENVIRONMENT, "Environment")


def test_every_setting_of_the_library_is_documented(settings):
    assert sections()[0] == settings


def test_every_variable_of_the_services_is_documented(settings, variables):
    assert sections()[1] == variables - settings


def test_every_setting_can_be_made_by_a_variable(settings, variables):
    assert settings - OF_A_PROJECT <= variables


def test_every_variable_of_the_stack_is_documented():
    read = re.compile(
        r"environ(?:\.get\(|\[)\"([A-Z_0-9]+)\"|values(?:\.get\(|\[)\"([A-Z_0-9]+)\"|^    \"([A-Z]+_PORT)\":",
        re.MULTILINE,
    )
    found = {
        name for path in python_files("stack") for names in read.findall(path.read_text()) for name in names if name
    }

    undocumented = {name for name in found - OF_OTHERS if f"`{name}`" not in PAGE.read_text()}

    assert undocumented == set()


def test_the_page_names_no_variable_that_nobody_reads():
    code = "".join(path.read_text() for path in python_files("stack")) + (ROOT / "manage_all.sh").read_text()

    unread = {name for name in sections()[2] if name not in code and name.partition("_")[2] not in code}

    assert unread == set()
