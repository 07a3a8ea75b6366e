"""`down [PART]`: stop everything, or one part, and keep the data."""

import argparse
import os

from stack import bring_up, health, supervisor
from stack.console import say
from stack.exclusive import exclusive
from stack.settings import Settings, load


def run(arguments: list[str]) -> int:
    """Return once nothing of it runs."""
    parser = argparse.ArgumentParser(prog="manage_all.sh down")
    parser.add_argument("part", nargs="?", choices=health.parts(), help="stop this part alone; restart brings it back")
    part = parser.parse_args(arguments).part
    settings = load(os.environ)
    with exclusive(settings.state, "down"):
        say(_stop_part(settings, part) if part else _stop_all(settings))
    return 0


def _stop_all(settings: Settings) -> str:
    ran = bring_up.something_runs(settings)
    bring_up.bring_down(settings)
    (settings.state / "stack.json").unlink(missing_ok=True)
    return "stopped; the data is kept" if ran else "nothing was running"


def _stop_part(settings: Settings, part: str) -> str:
    if not supervisor.is_up(settings.state):
        return "nothing was running"
    supervisor.stop_program(settings.state, part)
    return f"{part} is stopped; ./manage_all.sh restart {part} brings it back"
