"""Which suites there are, and which of them run next to each other."""

import sys

from stack import suites
from stack.settings import ROOT
from stack.suites import Suite


def names(turns):
    return [[each.name for each in turn] for turn in turns]


def test_finds_the_groups_that_are_named():
    assert [each.name for each in suites.find_suites(["agreement"])] == ["agreement"]
    assert "unit: stack" in {each.name for each in suites.find_suites(["unit"])}


def test_every_suite_has_tests():
    for suite in suites.find_suites(suites.GROUPS):
        assert suite.paths
        assert all(each.is_file() or list(each.rglob("test_*.py")) for each in suite.paths), suite.name


def test_what_runs_apart_does_not_run_with_the_others_of_its_folder():
    found = {each.name: each for each in suites.find_suites(suites.GROUPS)}

    for group in ("system", "attacks"):
        apart = {path for each in found.values() for path in each.paths if path.parent == found[group].paths[0]}
        assert apart
        assert set(found[group].options) == {f"--ignore={each}" for each in apart}


def test_the_environment_of_a_suite_names_no_other_stack(monkeypatch):
    monkeypatch.setenv("CATALOG_DATABASE_URL", "postgresql://somewhere.else/")
    monkeypatch.setenv("KEYCLOAK_VERSION", "26.7.3")

    found = suites.clean_environment()

    assert "CATALOG_DATABASE_URL" not in found
    assert found["KEYCLOAK_VERSION"] == "26.7.3"


def test_a_suite_runs_in_this_environment_unless_told_otherwise():
    assert suites.Suite("x", (ROOT,), ROOT).python == sys.executable


def test_neighbours_of_a_lane_share_a_turn_and_others_have_one_each():
    lanes = {"a": suites.UNIT, "b": suites.UNIT, "x": "", "y": "", "c": suites.PATIENT, "d": suites.PATIENT}

    turns = suites.arrange(Suite(name, (ROOT,), ROOT, lane=lane) for name, lane in lanes.items())

    assert names(turns) == [["a", "b"], ["x"], ["y"], ["c", "d"]]


def test_what_holds_the_stack_to_its_two_seconds_has_the_machine_to_itself():
    turns = suites.arrange(suites.find_suites(suites.GROUPS))

    assert all([name] in names(turns) for name in ("system", "attacks", "browser", "system: a fresh clone"))
