"""`check`: format, lint, types, import rules, realm and deployment files."""

from stack.check import check
from stack.console import say


def run(arguments: list[str]) -> int:
    """Return 0 when every step passed."""
    del arguments
    status = check()
    say("all checks passed" if status == 0 else "some checks failed")
    return status
