"""`realm diff`, `realm apply`: the live realm and `realm-export.json`."""

import argparse
import os
from typing import Any

from stack.console import say
from stack.provisioning import provision
from stack.secret_store import read_secrets
from stack.settings import load


def run(arguments: list[str]) -> int:
    """`diff` returns 1 when they differ; `apply` writes the file over the differences, users aside."""
    parser = argparse.ArgumentParser(prog="manage_all.sh realm")
    parser.add_argument("what", choices=["diff", "apply"])
    what = parser.parse_args(arguments).what
    settings = load(os.environ)
    report = provision(settings, read_secrets(settings.state), what)
    for name in ("created", "changed", "switched"):
        for path in report.get(name, []):
            say(f"{name} {path}")
    differences = report.get("differences", [])
    for each in differences:
        say(_line(each))
    if not differences:
        say("the live realm is as realm-export.json says")
    return 1 if differences else 0


def _line(difference: dict[str, Any]) -> str:
    return f"{difference['path']}: live {difference['live']!r}, file {difference['file']!r}"
