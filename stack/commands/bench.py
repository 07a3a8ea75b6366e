"""`bench [NAME]`: the measurements of `bench/`, each a script that prints its table."""

import argparse
import os
import subprocess
import sys

from stack import address_book, environment
from stack.console import say
from stack.secret_store import read_secrets
from stack.settings import ROOT, load


def run(arguments: list[str]) -> int:
    """Run one measurement, or all; what follows the name goes to the script. Return 1 when one failed."""
    names = sorted(each.stem for each in (ROOT / "bench").glob("*.py") if not each.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog="manage_all.sh bench")
    parser.add_argument("name", nargs="?", choices=names, help="left out: all of them")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="for the script")
    options = parser.parse_args(arguments)
    environment.install(ROOT, "test")
    settings = load(os.environ)
    variables = os.environ | address_book.values(settings, read_secrets(settings.state))
    failed = 0
    for name in [options.name] if options.name else names:
        say(f"── {name}")
        argv = [sys.executable, str(ROOT / "bench" / f"{name}.py"), *options.rest]
        failed |= subprocess.run(argv, env=variables, check=False).returncode != 0
    return int(failed)
