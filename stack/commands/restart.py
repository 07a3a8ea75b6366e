"""`restart PART`: stop one part, start it again, wait until it is healthy."""

import argparse
import os
import time

from stack import bring_up, health, supervisor
from stack.console import say
from stack.exclusive import exclusive
from stack.failure import Failure
from stack.secret_store import read_secrets
from stack.settings import Settings, load

PATIENCE = 180


def run(arguments: list[str]) -> int:
    """Return once the part is healthy again."""
    started = time.monotonic()
    parser = argparse.ArgumentParser(prog="manage_all.sh restart")
    parser.add_argument("part", choices=health.parts())
    part = parser.parse_args(arguments).part
    settings = load(os.environ)
    with exclusive(settings.state, "restart"):
        restart(settings, part)
    say(f"{part} is healthy again ({time.monotonic() - started:.1f} s)")
    return 0


def restart(settings: Settings, part: str) -> None:
    """Restart a part with what its settings and secrets are now, and wait for those that leaned on it as well."""
    step = f"Restarting {part}"
    if not health.is_own(settings, part):
        raise Failure(step, "this stack uses one that somebody else runs", "restart it where it runs")
    if not supervisor.is_up(settings.state):
        raise Failure(step, "the stack is not running", "./manage_all.sh up")
    for program in bring_up.programs(settings, read_secrets(settings.state)):
        if program.part == part:
            program.write(settings.state)
    healthy = [each.name for each in health.look(settings) if each.pid and each.state != "unhealthy"]
    supervisor.stop_program(settings.state, part)
    supervisor.start_program(settings.state, part)
    bring_up.wait_healthy(settings, sorted({part, *healthy}), PATIENCE)
