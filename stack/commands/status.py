"""`status`: how each part is doing."""

import argparse
import json
import os

from stack import health
from stack.console import say, table
from stack.settings import load

NOT_HEALTHY = 3


def run(arguments: list[str]) -> int:
    """Return 0 when all parts are healthy, else 3."""
    parser = argparse.ArgumentParser(prog="manage_all.sh status")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = health.look(load(os.environ))
    if options.json:
        say(json.dumps([each.as_dict() for each in found], indent=2))
    else:
        say(table([("part", "state", "address", "pid", "up for"), *map(_row, found)]))
    return 0 if all(each.state == "healthy" for each in found) else NOT_HEALTHY


def _row(part: health.Health) -> tuple[str, ...]:
    seconds = "" if part.uptime_s is None else f"{part.uptime_s} s"
    return part.name, part.state, part.url or "", str(part.pid or ""), seconds
