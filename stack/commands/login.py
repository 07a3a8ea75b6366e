"""`login`: sign in at the terminal, by a browser anywhere."""

import argparse
import os

from stack.commands.token import ALL_SCOPES
from stack.console import say
from stack.settings import load
from stack.terminal import sign_in


def run(arguments: list[str]) -> int:
    """Return once somebody has signed in."""
    parser = argparse.ArgumentParser(prog="manage_all.sh login")
    parser.add_argument("--scope", default=ALL_SCOPES, help="scopes, separated by spaces")
    options = parser.parse_args(arguments)
    sign_in(load(os.environ), options.scope)
    say("Signed in. Now: ./manage_all.sh call GET /api/me/")
    return 0
