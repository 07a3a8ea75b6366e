"""`bench [NAME]`: the measurements of `bench/`, each a script that prints its table; the hunts of `bench/hunts/` by name.

A measurement ends; a hunt looks for what nobody thought of, and takes as long as it is given.
"""

import argparse
import ast
import os
import subprocess
import sys
from pathlib import Path

from stack import address_book, environment
from stack.console import say
from stack.secret_store import read_secrets
from stack.settings import ROOT, load

BENCH = ROOT / "bench"


def run(arguments: list[str]) -> int:
    """Run all measurements, or the one script named; what follows the name goes to it. Return 1 when one failed."""
    measurements, hunts = find_scripts(BENCH), find_scripts(BENCH / "hunts")
    options = _parser(measurements, hunts).parse_args(arguments)
    environment.install(ROOT, "test")
    settings = load(os.environ)
    variables = os.environ | address_book.values(settings, read_secrets(settings.state))
    failed = 0
    for name in [options.name] if options.name else measurements:
        say(f"── {name}")
        argv = [sys.executable, str((measurements | hunts)[name]), *options.rest]
        failed |= subprocess.run(argv, env=variables, check=False).returncode != 0
    return int(failed)


def find_scripts(folder: Path) -> dict[str, Path]:
    """Return the scripts of a folder by name; a file whose name begins with `_` is a part of another one."""
    return {each.stem: each for each in sorted(folder.glob("*.py")) if not each.stem.startswith("_")}


def _parser(measurements: dict[str, Path], hunts: dict[str, Path]) -> argparse.ArgumentParser:
    lines = ["measurements:", *map(_line, measurements.values()), "hunts:", *map(_line, hunts.values())]
    parser = argparse.ArgumentParser(
        prog="manage_all.sh bench", epilog="\n".join(lines), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "name", nargs="?", choices=[*measurements, *hunts], metavar="NAME", help="left out: all measurements"
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="for the script, whose first lines say what it takes")
    return parser


def _line(script: Path) -> str:
    said = ast.get_docstring(ast.parse(script.read_text())) or ""
    return f"  {script.stem:12} {said.partition(chr(10))[0]}"
