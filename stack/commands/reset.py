"""`reset`: stop everything and delete all data of this stack; downloads and the Python environment stay."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from stack import bring_up
from stack.console import say, warn
from stack.exclusive import exclusive
from stack.settings import load

KEPT = ("venv", "venv.lock", "cache", "lock", "test", "test.lock", "test-template", "test-reports", "tls")


def run(arguments: list[str]) -> int:
    """Ask first, unless told `--yes`."""
    parser = argparse.ArgumentParser(prog="manage_all.sh reset")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    sure = parser.parse_args(arguments).yes
    settings = load(os.environ)
    if not sure and not _ask(settings.state):
        warn("Nothing was deleted.")
        return 1
    with exclusive(settings.state, "reset"):
        bring_up.bring_down(settings)
        delete_data(settings.state)
    say("all data is deleted; the next ./manage_all.sh up begins anew")
    return 0


def delete_data(state: Path) -> None:
    """Delete all but what can be had again only by network. Renamed first: what is half deleted bears no name."""
    trash = state / f"trash-{os.getpid()}"
    trash.mkdir(mode=0o700)
    for each in sorted(state.iterdir()):
        if each.name not in KEPT and each != trash:
            each.rename(trash / each.name)
    shutil.rmtree(trash)


def _ask(state: Path) -> bool:
    if not sys.stdin.isatty():
        warn("reset asks before it deletes; without a terminal say: ./manage_all.sh reset --yes")
        return False
    return input(f"Delete all data in {state}: databases, realm, secrets, logs? [y/N] ").strip().lower() in ("y", "yes")
