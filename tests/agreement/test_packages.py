"""What the three distributions declare: every file they need, and every package they import."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from source import ROOT, python_files
from test_pins import OPTIONAL, OURS, modules, normal

from stack.settings import SERVICES

# Which extra brings what a folder of the library imports.
EXTRAS = {"django": "login", "drf": "schema", "service": "service"}
# Found where it is installed, done without where it is not, and brought by an extra of its own.
CHOSEN = {"prometheus_client"}
# Comes with PyJWT's `crypto` extra, with Django, with pydantic-settings.
IMPLIED = {"cryptography", "asgiref", "pydantic"}


def project(folder: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text())


def brought_by(extra: str) -> set[str]:
    """Return the packages of the core and of this extra, with the extras it names."""
    declared = project("coatcheck")["project"]
    found, waiting = set(declared["dependencies"]), [extra]
    while waiting:
        for each in declared["optional-dependencies"][waiting.pop()]:
            inner = re.match(r"coatcheck\[(.*)\]", each)
            waiting += inner[1].split(",") if inner else []
            found.add(each)
    return {normal(re.split(r"[^\w-]", each)[0]) for each in found}


@pytest.mark.parametrize("folder", ["", *EXTRAS])
def test_a_part_of_the_library_imports_only_what_its_extra_brings(folder: str) -> None:
    home = ROOT / "coatcheck" / "src" / "coatcheck"
    files = python_files(f"coatcheck/src/coatcheck/{folder}") if folder else home.glob("*.py")
    brought = brought_by(EXTRAS[folder]) if folder else brought_by("django")
    distributions = packages_distributions()

    imported = {each for path in files for each in modules(ast.parse(path.read_text()))}

    foreign = imported - set(sys.stdlib_module_names) - OURS - OPTIONAL - CHOSEN - IMPLIED
    assert {each for each in foreign if not {normal(d) for d in distributions.get(each, [])} & brought} == set()


@pytest.mark.parametrize(
    ("folder", "source"),
    [("coatcheck", "coatcheck/src/coatcheck"), *((each, f"{each}/{each}") for each in SERVICES)],
)
def test_every_file_that_is_no_code_is_packed(folder: str, source: str) -> None:
    declared = project(folder)["tool"]["setuptools"].get("package-data", {})
    files = {path for path in (ROOT / source).rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}

    packed = {
        path
        for package, patterns in declared.items()
        for pattern in patterns
        for path in (ROOT / Path(source).parent).joinpath(*package.split(".")).glob(pattern)
    }

    assert files <= packed
