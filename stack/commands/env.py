"""`env`: the address book of the running stack, as `NAME=value` lines."""

import os

from stack import address_book
from stack.console import say
from stack.secret_store import read_secrets
from stack.settings import load


def run(arguments: list[str]) -> int:
    """Print the lines."""
    del arguments
    settings = load(os.environ)
    values = address_book.values(settings, read_secrets(settings.state))
    say("\n".join(f"{name}={value}" for name, value in values.items()))
    return 0
