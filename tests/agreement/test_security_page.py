"""docs/security.md names every reason, in files and tests that are there."""

import ast
import re

import pytest
from source import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
LIBRARY, TESTS = ROOT / "coatcheck/src/coatcheck", ROOT / "coatcheck/tests"
FILES = sorted(set(re.findall(r"\| `([\w/]+\.py)` \|", PAGE)))
NAMED_TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE)))


def reasons() -> set[str]:
    tree = ast.parse((LIBRARY / "errors.py").read_text())
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Reason")
    return {node.value.value for node in found.body if isinstance(node, ast.Assign)}


def test_every_reason_is_on_the_page():
    assert set(re.findall(r"^\| `(\w+)` \| \d{3} \|", PAGE, re.MULTILINE)) == reasons()


@pytest.mark.parametrize("path", FILES)
def test_a_file_named_there_exists(path):
    assert (LIBRARY / path).is_file()


@pytest.mark.parametrize(("path", "name"), NAMED_TESTS)
def test_a_test_named_there_exists(path, name):
    assert f"def {name}(" in (TESTS / path).read_text()


def test_what_makes_a_401_is_asserted_where_the_page_says():
    rows = re.findall(r"^\| `(\w+)` \| 401 \|.* `([\w/]+\.py)::test_\w+` \|$", PAGE, re.MULTILINE)

    shown = {name for name, path in rows if f"Reason.{name.upper()}" in (TESTS / path).read_text()}

    assert len(rows) > 20
    assert shown == {name for name, _ in rows}


def test_every_rule_names_its_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and ".py` |" in line]

    assert len(rows) >= 40
    assert all("::test_" in row for row in rows)
