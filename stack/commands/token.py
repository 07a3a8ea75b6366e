"""`token`: an access token of a demo user and nothing else, for `$(…)`."""

import argparse
import os

from stack.console import say
from stack.endtoend import user_token
from stack.settings import load

ALL_SCOPES = "catalog:read catalog:write billing:read billing:write"


def run(arguments: list[str]) -> int:
    """Print the token."""
    parser = argparse.ArgumentParser(prog="manage_all.sh token")
    parser.add_argument("user", help="a demo user; the password is the user's name")
    parser.add_argument("--scope", default=ALL_SCOPES, help="scopes, separated by spaces")
    parser.add_argument("--client", default="demo", help="a client that may use the password grant")
    options = parser.parse_args(arguments)
    say(user_token(load(os.environ), options.user, options.scope, options.client))
    return 0
