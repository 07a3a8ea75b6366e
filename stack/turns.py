"""Runs suites, each a pytest process: alone, its output as it comes; next to others, its output whole at its end."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from typing import IO
from xml.etree import ElementTree as ET

from stack.console import say
from stack.suites import Suite

NO_TESTS = 5
# Seconds that an interrupted suite has to end by itself, and then once it was told: it may have to stop what it started.
OWN_WAY, TOLD = 5.0, 30.0

Environment = Callable[[Suite], Mapping[str, str]]


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


@dataclass(frozen=True, slots=True)
class Run:
    """A suite on its way. `output` is the file that keeps what it says, None where that goes to the terminal."""

    suite: Suite
    report: Path
    output: IO[bytes] | None
    process: subprocess.Popen[bytes]


@contextmanager
def started(
    suites: Sequence[Suite], environment: Environment, reports: Path, *, quietly: bool = False
) -> Iterator[Callable[[], list[Result]]]:
    """Start suites next to each other, and yield what waits for their results; none outlives the block.

    `quietly`: what they say is kept for their end, as it is where there are several.
    """
    reports.mkdir(mode=0o700, parents=True, exist_ok=True)
    quietly = quietly or len(suites) > 1
    runs: list[Run] = []
    try:
        runs.extend(_start(each, environment(each), reports, quietly=quietly) for each in suites)
        yield lambda: _wait(runs)
    finally:
        for each in runs:
            _end(each)


def run(suites: Sequence[Suite], environment: Environment, reports: Path) -> list[Result]:
    """Run suites next to each other and count their results."""
    with started(suites, environment, reports) as results:
        return results()


def _start(suite: Suite, environment: Mapping[str, str], reports: Path, *, quietly: bool) -> Run:
    report = reports / f"{re.sub(r'[^a-z0-9.]+', '-', suite.name.lower())}.xml"
    report.unlink(missing_ok=True)
    argv = [suite.python, "-P", "-m", "pytest", "-q", "-ra", f"--junit-xml={report}", *suite.options, str(suite.folder)]
    output = tempfile.TemporaryFile() if quietly else None  # noqa: SIM115 - closed when it is shown
    if not quietly:
        _head(suite)
    process = subprocess.Popen(
        argv, cwd=suite.cwd, env=dict(environment), stdout=output, stderr=subprocess.STDOUT if quietly else None
    )
    return Run(suite, report, output, process)


def _wait(runs: Sequence[Run]) -> list[Result]:
    """Wait for all, and show each as soon as it has ended."""
    found: dict[str, Result] = {}
    while len(found) < len(runs):
        for each in runs:
            if each.suite.name not in found and each.process.poll() is not None:
                found[each.suite.name] = _read(each)
        time.sleep(0.05)
    return [found[each.suite.name] for each in runs]


def _read(run: Run) -> Result:
    if run.output:
        run.output.seek(0)
        _head(run.suite)
        say(run.output.read().decode(errors="replace").rstrip())
        run.output.close()
    found = _count(run.report)
    broken = run.process.returncode not in (0, NO_TESTS) and not found["failed"]
    return Result(run.suite.name, seconds=_seconds(run.report), broken=broken, **found)


def _end(run: Run) -> None:
    """End what still runs. A terminal has told it already, a second time would cut its clearing up short."""
    with suppress(subprocess.TimeoutExpired):
        run.process.wait(OWN_WAY)
        return
    run.process.send_signal(SIGINT)
    with suppress(subprocess.TimeoutExpired):
        run.process.wait(TOLD)
        return
    run.process.kill()
    run.process.wait()


def _head(suite: Suite) -> None:
    say(f"\n── {suite.name}")


def _count(report: Path) -> dict[str, int]:
    """Return what passed, failed and was skipped by a JUnit report; nothing where there is none."""
    total = failed = skipped = 0
    for each in _read_report(report):
        total += int(each.get("tests", 0))
        failed += int(each.get("failures", 0)) + int(each.get("errors", 0))
        skipped += int(each.get("skipped", 0))
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped}


def _seconds(report: Path) -> float:
    return sum(float(each.get("time", 0)) for each in _read_report(report))


def _read_report(report: Path) -> list[ET.Element]:
    try:
        return list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - pytest's own file
    except (OSError, ET.ParseError):
        return []
