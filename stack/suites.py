"""The test suites: one pytest process for each, since two Django settings cannot live in one."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from stack.console import say
from stack.settings import ROOT

PROJECTS = ("coatcheck", "catalog", "billing", "stack", "keycloak")
REAL = ("agreement", "facts", "system", "attacks", "browser")
GROUPS = ("unit", *REAL)
NO_TESTS = 5
# A whole life of a stack of its own, told in order.
STORY = ROOT / "stack" / "tests" / "fresh_clone"


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one folder, run in `cwd`, whose pyproject.toml configures pytest."""

    name: str
    folder: Path
    cwd: Path
    python: str = sys.executable
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a suite. `broken`: pytest could not run it to its end, whatever it counted."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    broken: bool = False

    @property
    def line(self) -> str:
        """For the summary."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        broken = ", did not run to its end" if self.broken else ""
        return f"  {self.name}: {self.passed} passed, {self.failed} failed{skipped}{broken} ({self.seconds:.0f} s)"


def find_suites(groups: list[str]) -> list[Suite]:
    """Return the suites of these groups that have any tests."""
    found = []
    if "unit" in groups:
        found += [_unit(each) for each in PROJECTS]
    found += [Suite(each, ROOT / "tests" / each, ROOT) for each in REAL if each in groups]
    if "system" in groups:
        found.append(Suite("system: a fresh clone", STORY, ROOT, options=("-p", "no:randomly")))
    return [each for each in found if next(each.folder.rglob("test_*.py"), None)]


def run(suite: Suite, environment: Mapping[str, str], reports: Path) -> Result:
    """Run one suite with this environment and count its results."""
    say(f"\n── {suite.name}")
    started = time.monotonic()
    report = reports / f"{re.sub(r'[^a-z0-9.]+', '-', suite.name.lower())}.xml"
    report.unlink(missing_ok=True)
    argv = [suite.python, "-P", "-m", "pytest", "-q", "-ra", f"--junit-xml={report}", *suite.options, str(suite.folder)]
    done = subprocess.run(argv, cwd=suite.cwd, env=dict(environment), check=False)
    passed, failed, skipped = _count(report)
    broken = done.returncode not in (0, NO_TESTS) and not failed
    return Result(suite.name, passed, failed, skipped, time.monotonic() - started, broken)


def _unit(project: str) -> Suite:
    home = ROOT / project if (ROOT / project / "pyproject.toml").is_file() else ROOT
    return Suite(f"unit: {project}", ROOT / project / "tests", home, options=(f"--ignore={STORY}",))


def _count(report: Path) -> tuple[int, int, int]:
    """Return passed, failed, skipped of a JUnit report; nothing where there is none."""
    try:
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest's own file
    except (OSError, ET.ParseError):
        return 0, 0, 0
    total = failed = skipped = 0
    for each in suites:
        total += int(each.get("tests", 0))
        failed += int(each.get("failures", 0)) + int(each.get("errors", 0))
        skipped += int(each.get("skipped", 0))
    return total - failed - skipped, failed, skipped


def clean_environment() -> dict[str, str]:
    """Return the caller's environment without anything that names another stack."""
    prefixes = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "COATCHECK_STATE", "DJANGO_SETTINGS_MODULE")
    kept = ("KEYCLOAK_VERSION", "KEYCLOAK_SHA256", "KEYCLOAK_HOME")
    return {name: value for name, value in os.environ.items() if name in kept or not name.startswith(prefixes)}
