"""`test`: all tests, or the named groups, against a stack of their own."""

import argparse
import os

from stack import environment, matrix, needs, suites, turns
from stack.console import say, warn
from stack.exclusive import exclusive
from stack.proving_ground import proving_ground, unit_databases
from stack.settings import ROOT

REPORTS = ROOT / ".state" / "test-reports"


def run(arguments: list[str]) -> int:
    """Return 0 when every test passed; the stack is taken down however it ends."""
    parser = argparse.ArgumentParser(prog="manage_all.sh test")
    parser.add_argument("groups", nargs="*", metavar="|".join(suites.GROUPS))
    groups = parser.parse_args(arguments).groups or list(suites.GROUPS)
    unknown = sorted(set(groups) - set(suites.GROUPS))
    if unknown:
        parser.error(f"no such group: {', '.join(unknown)}")
    for line in needs.find_missing(groups):
        warn(line)
    environment.install(ROOT, "test")
    versions = list(matrix.find_suites()) if "unit" in groups else []
    with exclusive(ROOT / ".state", "test", lock="test.lock"):
        return _summarise(_run_all(suites.find_suites(groups, versions)))


def _run_all(found: list[suites.Suite]) -> list[turns.Result]:
    at_once = min(len(os.sched_getaffinity(0)), suites.AT_ONCE)
    clean = suites.clean_environment()
    early = [each for each in found if each.lane == suites.EARLY and at_once > 1]
    later = suites.arrange(each for each in found if each not in early)
    whole = any(map(suites.is_real, found))
    with turns.under_way(early, lambda _: clean, REPORTS, at_once) as turn, proving_ground(whole=whole) as book:
        results = turn.wait()
        for each in later:
            results += turns.run(each, lambda suite: clean | book | _databases(suite, book), REPORTS, at_once)
        return results


def _databases(suite: suites.Suite, book: dict[str, str]) -> dict[str, str]:
    return {} if suites.is_real(suite) else unit_databases(book)


def _summarise(results: list[turns.Result]) -> int:
    say()
    for each in results:
        say(each.line)
    failed = sum(each.failed + each.broken for each in results)
    skipped = sum(each.skipped for each in results)
    passed = sum(each.passed for each in results)
    say(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0
