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
    if is_running(settings):
        say(f"already running ({time.monotonic() - started:.2f} s)")
        return 0
    return _start(settings, started)


def is_running(settings: Settings) -> bool:
    """Whether this very stack, with these very settings, is up and healthy."""
    recorded = read_record(settings.state)
    same = recorded.get("ready") and recorded.get("fingerprint") == settings.fingerprint
    return bool(same) and all(each.state == "healthy" for each in health.look(settings))


def _start(settings: Settings, started: float) -> int:
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
    return 0
