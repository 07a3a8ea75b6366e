"""The test suites: one pytest process for each, since two Django settings cannot live in one."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from stack.settings import ROOT

PROJECTS = ("coatcheck", "catalog", "billing", "stack", "keycloak")
REAL = ("agreement", "facts", "system", "attacks", "browser")
GROUPS = ("unit", *REAL)
# Unit suites that may run next to each other: they need no quiet machine. The first need no stack either.
EARLY, SERVICES, LIBRARY = "early", "services", "library"
LANES = {"stack": EARLY, "keycloak": EARLY, "catalog": SERVICES, "billing": SERVICES}
TOGETHER = 2
# A whole life of a stack of its own, told in order.
STORY = ROOT / "stack" / "tests" / "fresh_clone"


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one folder, run in `cwd`, whose pyproject.toml configures pytest.

    Suites of one `lane` may run next to each other; one without has the machine to itself.
    """

    name: str
    folder: Path
    cwd: Path
    python: str = sys.executable
    options: tuple[str, ...] = ()
    lane: str = ""


def find_suites(groups: list[str]) -> list[Suite]:
    """Return the suites of these groups that have any tests."""
    found = []
    if "unit" in groups:
        found += [_unit(each) for each in PROJECTS]
    found += [Suite(each, ROOT / "tests" / each, ROOT) for each in REAL if each in groups]
    if "system" in groups:
        found.append(Suite("system: a fresh clone", STORY, ROOT, options=("-p", "no:randomly")))
    return [each for each in found if next(each.folder.rglob("test_*.py"), None)]


def _unit(project: str) -> Suite:
    home = ROOT / project if (ROOT / project / "pyproject.toml").is_file() else ROOT
    return Suite(
        f"unit: {project}", ROOT / project / "tests", home, options=(f"--ignore={STORY}",), lane=LANES.get(project, "")
    )


def arrange(found: Iterable[Suite], cores: int) -> list[tuple[Suite, ...]]:
    """Return suites by turns, those of a turn to be run next to each other: two at most, and one on a single core."""
    turns = []
    for lane, members in groupby(sorted(found, key=lambda each: _place(each.lane)), key=lambda each: each.lane):
        suites, size = list(members), min(cores, TOGETHER) if lane else 1
        turns += [tuple(suites[at : at + size]) for at in range(0, len(suites), size)]
    return turns


def _place(lane: str) -> int:
    return (EARLY, SERVICES, LIBRARY, "").index(lane)


def clean_environment() -> dict[str, str]:
    """Return the caller's environment without anything that names another stack."""
    prefixes = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "COATCHECK_STATE", "DJANGO_SETTINGS_MODULE")
    kept = ("KEYCLOAK_VERSION", "KEYCLOAK_SHA256", "KEYCLOAK_HOME")
    return {name: value for name, value in os.environ.items() if name in kept or not name.startswith(prefixes)}
