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
# Neighbouring suites of one lane may run next to each other. Those of the first need no stack. In the last, one waits
# for a minute while nobody reads the realm's events, which the others do without.
EARLY, UNIT, MINUTE = "early", "unit", "minute"
AT_ONCE = 2
SYSTEM = ROOT / "tests" / "system"
BESIDE_SYSTEM = {"a minute without news": SYSTEM / "test_revocation_minute.py", "odd calls": SYSTEM / "test_openapi.py"}
# A whole life of a stack of its own, told in order.
STORY = ROOT / "stack" / "tests" / "fresh_clone"


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one folder or file, run in `cwd`, whose pyproject.toml configures pytest.

    One without a `lane` has the machine to itself.
    """

    name: str
    path: Path
    cwd: Path
    python: str = sys.executable
    options: tuple[str, ...] = ()
    lane: str = ""


def find_suites(groups: Collection[str], versions: Iterable[Suite] = ()) -> list[Suite]:
    """Return the suites of these groups in the order in which they run. `versions`: the library's on other Pythons."""
    found = [*map(_unit, PROJECTS), *versions] if "unit" in groups else []
    found += [Suite(each, ROOT / "tests" / each, ROOT) for each in ("agreement",) if each in groups]
    if "system" in groups:
        found.append(Suite("system", SYSTEM, ROOT, options=_without(*BESIDE_SYSTEM.values())))
        found += [Suite(f"system: {name}", path, ROOT, lane=MINUTE) for name, path in BESIDE_SYSTEM.items()]
    found += [Suite("facts", ROOT / "tests" / "facts", ROOT, lane=MINUTE)] if "facts" in groups else []
    found += [Suite(each, ROOT / "tests" / each, ROOT) for each in ("attacks", "browser") if each in groups]
    if "system" in groups:
        found.append(Suite("system: a fresh clone", STORY, ROOT, options=("-p", "no:randomly")))
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
    return Suite(f"unit: {project}", ROOT / project / "tests", home, options=_without(STORY), lane=lane)


def _without(*paths: Path) -> tuple[str, ...]:
    return tuple(f"--ignore={each}" for each in paths)


def clean_environment() -> dict[str, str]:
    """Return the caller's environment without anything that names another stack."""
    prefixes = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "COATCHECK_STATE", "DJANGO_SETTINGS_MODULE")
    kept = ("KEYCLOAK_VERSION", "KEYCLOAK_SHA256", "KEYCLOAK_HOME")
    return {name: value for name, value in os.environ.items() if name in kept or not name.startswith(prefixes)}
