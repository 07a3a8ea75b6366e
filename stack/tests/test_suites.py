"""Which suites there are, and which of them run next to each other."""

import sys

from stack import suites
from stack.settings import ROOT
from stack.suites import Suite


def names(turns):
    return [[each.name for each in turn] for turn in turns]


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


def test_two_of_a_lane_run_next_to_each_other_and_others_alone():
    lanes = {"real": "", "a": suites.LIBRARY, "b": suites.LIBRARY, "c": suites.LIBRARY, "first": suites.EARLY}

    turns = suites.arrange([Suite(name, ROOT, ROOT, lane=lane) for name, lane in lanes.items()], cores=8)

    assert names(turns) == [["first"], ["a", "b"], ["c"], ["real"]]


def test_one_core_runs_one_suite_at_a_time():
    turns = suites.arrange([Suite(name, ROOT, ROOT, lane=suites.SERVICES) for name in ("a", "b")], cores=1)

    assert names(turns) == [["a"], ["b"]]


def test_what_is_about_milliseconds_has_the_machine_to_itself():
    turns = suites.arrange(suites.find_suites(list(suites.GROUPS)), cores=8)

    assert all([name] in names(turns) for name in ("unit: coatcheck", *suites.REAL, "system: a fresh clone"))
