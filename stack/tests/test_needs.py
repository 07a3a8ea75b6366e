"""What tests call and nobody brought is named, with its fix, before a stack is started for them."""

import re

import pytest

from stack import needs, suites
from stack.settings import ROOT


@pytest.fixture
def everything(tmp_path):
    """Give a folder of programs that has each one that is needed, the browser by its last name."""
    for need in needs.NEEDS:
        program = tmp_path / need.names[-1]
        program.touch(mode=0o755)
    return tmp_path


def test_nothing_is_missing_where_each_program_is(everything):
    assert list(needs.find_missing(suites.GROUPS, str(everything))) == []


def test_a_missing_program_is_named_with_its_callers_and_its_fix(everything):
    (everything / "ps").unlink()

    (line,) = needs.find_missing(suites.GROUPS, str(everything))

    assert line.startswith("ps is missing, and tests of attacks fail")
    assert "Fix: apt-get install procps" in line


def test_groups_that_do_not_call_it_are_not_told(everything):
    (everything / "ps").unlink()

    assert list(needs.find_missing(["unit", "browser"], str(everything))) == []


def test_a_new_machine_is_given_each_of_them():
    script = (ROOT / ".ci" / "run").read_text()

    brought = {each for line in re.findall(r"missing\+=\(([^)]*)\)", script) for each in line.split()}

    assert {each.package for each in needs.NEEDS} <= brought
    assert {group for each in needs.NEEDS for group in each.groups} <= set(suites.REAL)
