"""Runs the suites of a turn, each a pytest process: one shows its output as it comes, several each whole at its end."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGKILL
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


class Turn:
    """Suites on their way, `at_once` at a time. `quietly`: what they say is kept for their end."""

    def __init__(self, suites: Sequence[Suite], environment: Environment, reports: Path, *, at_once: int = 1) -> None:
        reports.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._left = list(suites)
        self._environment, self._reports, self._at_once = environment, reports, at_once
        self._quietly = at_once > 1 and len(suites) > 1
        self._running: list[Run] = []
        self._done: list[Result] = []

    def start(self, *, quietly: bool = False) -> None:
        """Start as many as may run by now."""
        self._quietly = self._quietly or quietly
        while self._left and len(self._running) < self._at_once:
            suite = self._left.pop(0)
            self._running.append(_start(suite, self._environment(suite), self._reports, quietly=self._quietly))

    def wait(self) -> list[Result]:
        """Return the results of all, each shown as soon as it has ended."""
        self.start()
        while self._running:
            for each in [each for each in self._running if each.process.poll() is not None]:
                self._done.append(_read(each))
                self._running.remove(each)
            self.start()
            time.sleep(0.05)
        return self._done

    def end(self) -> None:
        """End what still runs."""
        self._left.clear()
        for each in self._running:
            _end(each)


@contextmanager
def under_way(suites: Sequence[Suite], environment: Environment, reports: Path, at_once: int) -> Iterator[Turn]:
    """Start a turn quietly beside what the block does; none of it outlives the block."""
    turn = Turn(suites, environment, reports, at_once=at_once)
    try:
        turn.start(quietly=True)
        yield turn
    finally:
        turn.end()


def run(suites: Sequence[Suite], environment: Environment, reports: Path, at_once: int = 1) -> list[Result]:
    """Run a turn to its end and return the results."""
    turn = Turn(suites, environment, reports, at_once=at_once)
    try:
        return turn.wait()
    finally:
        turn.end()


def _start(suite: Suite, environment: Mapping[str, str], reports: Path, *, quietly: bool) -> Run:
    report = reports / f"{re.sub(r'[^a-z0-9.]+', '-', suite.name.lower())}.xml"
    report.unlink(missing_ok=True)
    argv = [suite.python, "-P", "-m", "pytest", "-q", "-ra", f"--junit-xml={report}", *suite.options]
    argv += map(str, suite.paths)
    output = tempfile.TemporaryFile() if quietly else None  # noqa: SIM115 - closed when it is shown
    if not quietly:
        _head(suite)
    process = subprocess.Popen(
        argv, cwd=suite.cwd, env=dict(environment), stdout=output, stderr=subprocess.STDOUT if quietly else None
    )
    return Run(suite, report, output, process)


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
    for patience, number in ((OWN_WAY, SIGINT), (TOLD, SIGKILL)):
        with suppress(subprocess.TimeoutExpired):
            run.process.wait(patience)
            break
        run.process.send_signal(number)
    run.process.wait()
    if run.output:
        run.output.close()


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
