"""The pins of the containers are those of the stack, and hold all that the services import."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest
from source import ROOT, python_files

from stack.settings import SERVICES

PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
OURS = {"coatcheck", *SERVICES, "stack"}
# Found at run time where it is there, and done without where it is not.
OPTIONAL = {"opentelemetry", "sqlparse", "pytest"}


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


@pytest.mark.parametrize("name", ["service", "realm", "test", "tools"])
def test_one_package_has_one_version(name: str) -> None:
    stack = pins("runtime")

    mine = pins(name)

    assert mine
    assert {each: mine[each] for each in mine.keys() & stack.keys()} == {
        each: stack[each] for each in mine.keys() & stack.keys()
    }


@pytest.mark.parametrize("name", ["runtime", "service", "realm", "test", "tools"])
def test_no_pin_names_an_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert not re.search(r"https?://|--(extra-)?index", text)
    assert text.count("--hash=sha256:") >= len(pins(name))


@pytest.mark.parametrize(
    ("name", "folders"),
    [("service", ("coatcheck/src", *(f"{each}/{each}" for each in SERVICES))), ("realm", ("keycloak",))],
)
def test_everything_imported_is_pinned_for_the_container(name: str, folders: tuple[str, ...]) -> None:
    distributions = packages_distributions()
    pinned = pins(name)

    imported = {each for path in python_files(*folders) for each in modules(ast.parse(path.read_text()))}

    own = {path.stem for path in (ROOT / "keycloak").glob("*.py")} if name == "realm" else set()
    foreign = imported - set(sys.stdlib_module_names) - OURS - OPTIONAL - own
    missing = {each for each in foreign if not {normal(d) for d in distributions.get(each, [])} & pinned.keys()}
    assert missing == set()


def modules(tree: ast.AST) -> set[str]:
    """Return the top-level names of what a file imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
