"""The tree: small files, short functions, few entries at the root, and names that say what is inside."""

import ast
import subprocess

import pytest
from source import ROOT

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_README, ROOT_ENTRIES = 200, 30, 120, 18
VAGUE = {"utils", "util", "common", "core", "helpers", "helper", "base", "misc", "shared", "lib"}


@pytest.fixture(scope="module")
def files():
    """Give every file that git knows, as paths seen from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / each for each in listed.split("\0") if each and (ROOT / each).is_file()]


@pytest.fixture(scope="module")
def python(files):
    return [each for each in files if each.suffix == ".py" and "migrations" not in each.parts]


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_root_can_be_taken_in_at_a_glance(files):
    entries = {each.relative_to(ROOT).parts[0] for each in files}

    assert len([each for each in entries if not each.startswith(".")]) <= ROOT_ENTRIES


def test_no_python_file_is_long(python):
    assert names(each for each in python if each.read_text().count("\n") > LONGEST_FILE) == []


def test_no_function_is_long(python):
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION + documentation(node)
    ]

    assert found == []


def documentation(node):
    """Return how many lines of a function are its docstring."""
    first = node.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return first.end_lineno - first.lineno + 1 if is_text else 0


def test_half_of_all_functions_are_very_short(python):
    lengths = sorted(
        node.end_lineno - node.lineno + 1 - documentation(node)
        for path in python
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )

    assert lengths[len(lengths) // 2] <= 6


def test_the_readmes_are_short(files):
    readmes = [each for each in files if each.name == "README.md"]

    assert names(each for each in readmes if each.read_text().count("\n") > LONGEST_README) == []


def test_nothing_has_a_name_that_says_nothing(files):
    assert [each for each in files if {part.partition(".")[0] for part in each.relative_to(ROOT).parts} & VAGUE] == []


def test_every_module_says_what_its_reader_gets(python):
    library = [each for each in python if "src" in each.parts and "tests" not in each.parts]

    assert (
        names(each for each in library if each.read_text() and not ast.get_docstring(ast.parse(each.read_text()))) == []
    )
