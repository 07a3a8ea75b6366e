"""Test suites are found, and counted by what pytest wrote down."""

import os
import sys

import pytest

from stack import suites
from stack.settings import ROOT


@pytest.fixture
def suite(tmp_path):
    """Give `suite(source)`: the result of running a file of tests."""

    def run(source):
        folder = tmp_path / "tests"
        folder.mkdir()
        (folder / "test_it.py").write_text(source)
        return suites.run(suites.Suite("unit: it", folder, tmp_path), dict(os.environ), tmp_path)

    return run


def test_counts_what_passed_failed_and_was_skipped(suite):
    source = """
import pytest
def test_a(): pass
def test_b(): assert False
@pytest.mark.skip
def test_c(): pass
@pytest.fixture
def broken(): raise OSError
def test_d(broken): pass
"""

    result = suite(source)

    assert (result.passed, result.failed, result.skipped, result.broken) == (1, 2, 1, False)


def test_a_suite_that_ends_before_its_end_is_broken(suite):
    result = suite("import os\ndef test_a(): os._exit(3)\n")

    assert result.broken


def test_a_suite_that_cannot_be_read_has_not_passed(suite):
    result = suite("import what_is_not_there\n")

    assert result.failed or result.broken


def test_finds_the_groups_that_are_named():
    assert {each.name for each in suites.find_suites(["agreement"])} <= {"agreement"}
    assert "unit: stack" in {each.name for each in suites.find_suites(["unit"])}


def test_the_environment_of_a_suite_names_no_other_stack(monkeypatch):
    monkeypatch.setenv("CATALOG_DATABASE_URL", "postgresql://somewhere.else/")
    monkeypatch.setenv("KEYCLOAK_VERSION", "26.7.3")

    found = suites.clean_environment()

    assert "CATALOG_DATABASE_URL" not in found
    assert found["KEYCLOAK_VERSION"] == "26.7.3"


def test_a_suite_runs_in_this_environment_unless_told_otherwise():
    assert suites.Suite("x", ROOT, ROOT).python == sys.executable
