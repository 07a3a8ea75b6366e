"""`doctor`: what is wrong, and how to mend it."""

import argparse
import json
import os
from collections.abc import Iterator

from stack import bring_up
from stack.console import paint, say
from stack.doctor import machine, realm, running
from stack.doctor.finding import Finding
from stack.settings import Settings, load


def run(arguments: list[str]) -> int:
    """Return 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="manage_all.sh doctor")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args(arguments).json
    found = list(examine(load(os.environ)))
    if as_json:
        say(json.dumps([each.as_dict() for each in found], indent=2))
    else:
        say("\n".join(map(_lines, found)))
    return 0 if all(each.is_well for each in found) else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield all findings: of the machine, and of stack and realm where the stack runs."""
    for check in machine.CHECKS:
        yield from check(settings)
    if bring_up.something_runs(settings):
        for check in (*running.CHECKS, *realm.CHECKS):
            yield from check(settings)
    else:
        yield Finding("stack", "it is not running; ./manage_all.sh up starts it")


def _lines(finding: Finding) -> str:
    mark = paint("✓", "32") if finding.is_well else paint("✗", "31")
    fix = "" if finding.is_well else f"\n    fix: {finding.fix}"
    return f"{mark} {finding.what}: {finding.says}{fix}"
