"""`down`: stop everything, keep the data."""

import os

from stack import bring_up
from stack.console import say
from stack.exclusive import exclusive
from stack.settings import load


def run(arguments: list[str]) -> int:
    """Return once nothing of the stack runs."""
    del arguments
    settings = load(os.environ)
    with exclusive(settings.state, "down"):
        ran = bring_up.something_runs(settings)
        bring_up.bring_down(settings)
        (settings.state / "stack.json").unlink(missing_ok=True)
    say("stopped; the data is kept" if ran else "nothing was running")
    return 0
