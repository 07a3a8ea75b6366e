"""docs/configuration.md names every setting, and no other."""

import ast
import re

import pytest
from source import ROOT, python_files

from stack.settings import DATABASES, PORTS

PAGE = ROOT / "docs" / "configuration.md"
NAME = re.compile(r"^\| `([A-Z_0-9]+)` \|", re.MULTILINE)
SETTINGS = ROOT / "coatcheck/src/coatcheck/django/conf.py"
ENVIRONMENT = ROOT / "coatcheck/src/coatcheck/service/environment.py"
# Of the project, not of the machine it runs on.
OF_A_PROJECT = {"AUDIENCE", "ACCESS", "USER"}
# How stack/ reads a variable, and manage_all.sh one that may be unset.
READ = re.compile(r'(?:environ|values|given)(?:\.get\(|\[)"([A-Z_0-9]+)"(?!\] = )')
SHELL = re.compile(r"\$\{([A-Z_]+):")


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


def test_the_page_has_the_variables_that_the_stack_reads_and_no_other():
    code = "".join(path.read_text() for path in python_files("stack"))
    one_by_one = set(READ.findall(code)) | set(SHELL.findall((ROOT / "manage_all.sh").read_text()))
    by_lists = {*PORTS, *(f"{each.upper()}_DATABASE_URL" for each in DATABASES)}

    assert sections()[2] == one_by_one | by_lists
