"""docs/architecture.md and the contracts that import-linter holds are one, and tests/ knows no service from inside."""

import ast
import re
import tomllib

import pytest
from source import ROOT

from stack.settings import SERVICES

LIBRARY = ROOT / "coatcheck" / "src" / "coatcheck"
PAGE = (ROOT / "docs" / "architecture.md").read_text().partition("\n## Who may know whom")[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def layers() -> list[set[str]]:
    """Give the layers as they are checked, the highest first."""
    (found,) = (each for each in CONTRACTS if each["type"] == "layers")
    return [set(re.findall(r"\w+", each)) for each in found["layers"]]


def imported(path) -> set[str]:
    """Return the packages that a file imports, by their first name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def test_the_page_has_the_layers_that_are_checked(layers):
    rows = [row.split(" | ")[0] for row in PAGE.splitlines() if row.startswith("| `")]

    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == layers


def test_every_module_of_the_library_has_its_layer(layers):
    files = {each.stem for each in LIBRARY.glob("*.py")} - {"__init__"}
    packages = {each.parent.name for each in LIBRARY.glob("*/__init__.py")}

    assert set().union(*layers) == files | packages


def test_what_tests_the_whole_imports_no_service():
    known = {path: imported(path) & set(SERVICES) for path in sorted((ROOT / "tests").rglob("*.py"))}

    assert len(known) > 50
    assert {path: names for path, names in known.items() if names} == {}
