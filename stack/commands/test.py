"""`test`: all tests, or the named groups, against a stack of their own."""

import argparse

from stack import environment, matrix, needs, suites
from stack.console import say, warn
from stack.proving_ground import proving_ground, unit_databases
from stack.settings import ROOT


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
    found = suites.find_suites(groups) + (list(matrix.find_suites()) if "unit" in groups else [])
    return _summarise(_run_all(found))


def _run_all(found: list[suites.Suite]) -> list[suites.Result]:
    whole = any(each.name in suites.REAL for each in found)
    with proving_ground(whole=whole) as variables:
        address_book = suites.clean_environment() | variables
        return [_run(each, address_book) for each in found]


def _run(suite: suites.Suite, variables: dict[str, str]) -> suites.Result:
    databases = {} if suite.name in suites.REAL else unit_databases(variables)
    return suites.run(suite, variables | databases, ROOT / ".state" / "test" / "logs")


def _summarise(results: list[suites.Result]) -> int:
    say()
    for each in results:
        say(each.line)
    failed = sum(each.failed + each.broken for each in results)
    skipped = sum(each.skipped for each in results)
    passed = sum(each.passed for each in results)
    say(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0
