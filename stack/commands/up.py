"""`up`: set up what is missing, start everything, print where it is."""

import argparse
import dataclasses
import os
import time

from stack import health
from stack.console import say
from stack.settings import Settings, load, read_record


def run(arguments: list[str]) -> int:
    """Return once all is healthy; at once when it is already."""
    started = time.monotonic()
    parser = argparse.ArgumentParser(prog="manage_all.sh up")
    parser.add_argument("--tls", action="store_true", help="serve everything over HTTPS")
    options = parser.parse_args(arguments)
    settings = dataclasses.replace(load(os.environ), tls=options.tls)
    same = is_started(settings)
    if same and all(each.state == "healthy" for each in health.look(settings)):
        say(f"already running ({time.monotonic() - started:.2f} s)")
    elif not (same and _mend(settings, started)):
        _start(settings, started)
    return 0


def is_started(settings: Settings) -> bool:
    """Whether this very stack, with these very settings, was brought up and not taken down."""
    recorded = read_record(settings.state)
    return bool(recorded.get("ready") and recorded.get("fingerprint") == settings.fingerprint)


def _mend(settings: Settings, started: float) -> bool:
    """Bring a stack that was up back to health; return whether that was possible without starting all anew."""
    from stack import mending, supervisor  # noqa: PLC0415 - the fast path does without
    from stack.exclusive import exclusive  # noqa: PLC0415 - as above
    from stack.failure import Failure  # noqa: PLC0415 - as above

    with exclusive(settings.state, "up"):
        if not supervisor.is_up(settings.state):
            return False
        say("Running, and not healthy everywhere: waiting, and starting what is missing …")
        try:
            names = mending.mend(settings)
        except Failure as failed:
            say(f"That was not enough ({failed}).")
            return False
    say(f"started {', '.join(names) or 'nothing'}; all is healthy ({time.monotonic() - started:.1f} s)")
    return True


def _start(settings: Settings, started: float) -> None:
    from stack import bring_up, summary  # noqa: PLC0415 - the fast path does without
    from stack.exclusive import exclusive  # noqa: PLC0415 - as above

    with exclusive(settings.state, "up"):
        say("Starting …")
        bring_up.bring_down(settings)
        try:
            bring_up.bring_up(settings)
        except BaseException:
            bring_up.bring_down(settings)
            raise
    summary.show(settings)
    say(f"\nup in {time.monotonic() - started:.1f} s")
