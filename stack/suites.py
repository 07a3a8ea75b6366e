"""The test suites: one pytest process for each, since two Django settings cannot live in one."""

import os
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from stack.settings import ROOT

PROJECTS = ("stack", "keycloak", "coatcheck", "billing", "catalog")
REAL = ("agreement", "facts", "system", "attacks", "browser")
GROUPS = ("unit", *REAL)
# Neighbouring suites of one lane may run next to each other. Those of the first need no stack.
EARLY, UNIT, PATIENT = "early", "unit", "patient"
AT_ONCE = 2
TESTS = ROOT / "tests"
# Of the tests that speak to the stack, those that hold nothing to its two seconds and change nothing that others see;
# the last waits for a minute while nobody reads the realm's events.
APART = {
    "system: the realm": tuple(sorted((TESTS / "system").glob("test_realm_*.py"))),
    "attacks: keys": (TESTS / "attacks" / "test_keys.py",),
    "facts": (TESTS / "facts",),
    "system: a minute without news": (TESTS / "system" / "test_revocation_minute.py",),
    "system: odd calls": (TESTS / "system" / "test_openapi.py",),
}
# A whole life of a stack of its own, told in order.
STORY = ROOT / "stack" / "tests" / "fresh_clone"


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of some folders or files, run in `cwd`, whose pyproject.toml configures pytest.

    One without a `lane` has the machine to itself.
    """

    name: str
    paths: tuple[Path, ...]
    cwd: Path
    python: str = sys.executable
    options: tuple[str, ...] = ()
    lane: str = ""


def find_suites(groups: Collection[str], versions: Iterable[Suite] = ()) -> list[Suite]:
    """Return the suites of these groups in the order in which they run. `versions`: the library's on other Pythons."""
    found = [*map(_unit, PROJECTS), *versions] if "unit" in groups else []
    found += [_whole("agreement")] if "agreement" in groups else []
    found += [Suite(each, APART[each], ROOT, lane=PATIENT) for each in APART if each.split(":")[0] in groups]
    found += [_whole(each) for each in ("system", "attacks", "browser") if each in groups]
    if "system" in groups:
        found.append(Suite("system: a fresh clone", (STORY,), ROOT, options=("-p", "no:randomly")))
    return found


def is_real(suite: Suite) -> bool:
    """Tell whether a suite speaks to the real stack."""
    return suite.lane not in (EARLY, UNIT)


def arrange(found: Iterable[Suite]) -> list[list[Suite]]:
    """Return suites by turns: those of a turn may run next to each other."""
    turns: list[list[Suite]] = []
    for suite in found:
        if suite.lane and turns and turns[-1][0].lane == suite.lane:
            turns[-1].append(suite)
        else:
            turns.append([suite])
    return turns


def _unit(project: str) -> Suite:
    home = ROOT / project if (ROOT / project / "pyproject.toml").is_file() else ROOT
    lane = EARLY if project in ("stack", "keycloak") else UNIT
    return Suite(f"unit: {project}", (ROOT / project / "tests",), home, options=(f"--ignore={STORY}",), lane=lane)


def _whole(group: str) -> Suite:
    """A group's own folder but for what runs apart."""
    apart = [path for name, paths in APART.items() if name.split(":")[0] == group for path in paths]
    return Suite(group, (TESTS / group,), ROOT, options=tuple(f"--ignore={each}" for each in apart))


def clean_environment() -> dict[str, str]:
    """Return the caller's environment without anything that names another stack."""
    prefixes = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "COATCHECK_STATE", "DJANGO_SETTINGS_MODULE")
    kept = ("KEYCLOAK_VERSION", "KEYCLOAK_SHA256", "KEYCLOAK_HOME")
    return {name: value for name, value in os.environ.items() if name in kept or not name.startswith(prefixes)}
