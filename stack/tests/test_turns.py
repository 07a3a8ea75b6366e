"""Suites run alone or next to each other, are counted by what pytest wrote down, and end with whoever started them."""

import os
import time

import pytest

from stack import turns
from stack.suites import Suite

# Nothing of this environment's plugins is needed, and they take their time; no option of the caller's is meant here.
BARE = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}


@pytest.fixture
def make(tmp_path):
    """Give `make(name, source)`: a suite of one file of tests."""

    def write(name, source):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"test_{name}.py").write_text(source)
        return Suite(name, (folder,), tmp_path)

    return write


@pytest.fixture
def run(tmp_path):
    return lambda *suites: turns.run(suites, lambda _: BARE, tmp_path / "reports", at_once=2)


def test_counts_what_passed_failed_and_was_skipped(make, run):
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

    (result,) = run(make("it", source))

    assert (result.passed, result.failed, result.skipped, result.broken) == (1, 2, 1, False)


def test_a_suite_that_ends_before_its_end_is_broken(make, run):
    (result,) = run(make("it", "import os\ndef test_a(): os._exit(3)\n"))

    assert result.broken


def test_a_suite_that_cannot_be_read_has_not_passed(make, run):
    (result,) = run(make("it", "import what_is_not_there\n"))

    assert result.failed or result.broken


def test_shows_whole_what_each_of_several_said(make, run, capfd):
    good, bad = make("good", "def test_a(): pass\n"), make("bad", "def test_b(): assert False\n")

    results = run(good, bad)

    said = capfd.readouterr().out
    assert {(each.name, each.passed, each.failed) for each in results} == {("good", 1, 0), ("bad", 0, 1)}
    assert all(f"── {name}\n{mark} " in said for name, mark in (("good", "."), ("bad", "F")))
    assert "1 passed" in said
    assert "1 failed" in said


def test_none_outlives_its_turn(make, tmp_path):
    source = """
import os, pathlib, time
def test_a():
    pathlib.Path(__file__).with_suffix(".pid").write_text(str(os.getpid()))
    time.sleep(300)
"""
    suite = make("slow", source)
    pid = suite.paths[0] / "test_slow.pid"

    with turns.under_way([suite], lambda _: BARE, tmp_path / "reports", 1):
        wait_until(pid.is_file)

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def wait_until(condition, limit=30.0):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
