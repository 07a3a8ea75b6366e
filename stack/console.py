"""What the person at the terminal sees: steps with their seconds, and tables."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """Print a line beside the output proper."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step's name and seconds once it is done; nothing when it fails, the failure says it."""
    started = time.monotonic()
    yield
    say(f"  {paint('✓', '32')} {name} ({time.monotonic() - started:.1f} s)")


def paint(text: str, code: str) -> str:
    """Colour text on a terminal that wants colours (no-color.org)."""
    return f"\x1b[{code}m{text}\x1b[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned columns; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
