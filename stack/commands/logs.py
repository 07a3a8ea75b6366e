"""`logs`: what the parts wrote, each line with the part's name before it."""

import argparse
import os
import time
from pathlib import Path

from stack.console import say
from stack.failure import Failure
from stack.settings import load


def run(arguments: list[str]) -> int:
    """Print the last lines; with `-f` also what is written from now on, until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="manage_all.sh logs")
    parser.add_argument("-f", "--follow", action="store_true")
    parser.add_argument("part", nargs="?")
    options = parser.parse_args(arguments)
    paths = _find(load(os.environ).state / "logs", options.part)
    places = {path: _show(path, _start_of_tail(path)) for path in paths}
    while options.follow:
        time.sleep(0.3)
        places = {path: _show(path, place) for path, place in places.items()}
    return 0


def _find(folder: Path, part: str | None) -> list[Path]:
    paths = sorted(folder.glob("*.log"))
    chosen = [path for path in paths if part in (None, path.stem)]
    if part and not chosen:
        raise Failure("Reading the logs", f"{part} has written none", f"one of: {', '.join(p.stem for p in paths)}")
    return chosen


def _start_of_tail(path: Path, lines: int = 200) -> int:
    content = path.read_bytes()
    return len(content) - sum(len(each) for each in content.splitlines(keepends=True)[-lines:])


def _show(path: Path, place: int) -> int:
    """Print whole lines from a place on and return the place after them; a log made anew begins at 0."""
    if path.stat().st_size < place:
        place = 0
    with path.open("rb") as file:
        file.seek(place)
        for line in file:
            if not line.endswith(b"\n"):
                break
            say(f"{path.stem:16} | {line.decode(errors='replace').rstrip()}")
            place += len(line)
    return place
