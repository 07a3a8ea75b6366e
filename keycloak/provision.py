"""Bring the realm of a running Keycloak to its file: `python keycloak/provision.py ensure|diff|apply|create`.

    create  makes the realm over the Admin API where it does not exist
    ensure  create; then makes what is absent as a whole and keeps addresses and secrets right
    apply   ensure; then writes the file over every other difference, users aside
    diff    changes nothing

environment.py says which variables it reads. The report is JSON on standard output.
Exit status: 0 done, 1 `diff` found differences, 2 something is missing in the call, 3 Keycloak did not do it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from admin_api import AdminApi, AdminApiError
from environment import MissingVariableError, connect, read_wanted
from provisioning import apply, create, diff, ensure
from realm_file import MissingPlaceholderError, RealmFile

COMMANDS: Mapping[str, Callable[[AdminApi, RealmFile], dict[str, Any]]] = {
    "create": create,
    "ensure": ensure,
    "apply": apply,
    "diff": diff,
}
DIFFERENT, USAGE, REFUSED = 1, 2, 3


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Carry out one command and print its report; return the exit status."""
    parser = argparse.ArgumentParser(prog="provision.py", description="Bring a realm to its file.")
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args(arguments).command
    try:
        file = read_wanted(environment)
        report = COMMANDS[command](connect(environment, file.realm["realm"]), file)
    except (MissingPlaceholderError, MissingVariableError) as missing:
        return _fail(f"missing in the environment: {missing}", USAGE)
    except AdminApiError as error:
        return _fail(str(error), REFUSED)
    print(json.dumps({"realm": file.realm["realm"]} | report, indent=2, ensure_ascii=False))  # noqa: T201 - the report is the output
    return DIFFERENT if command == "diff" and report["differences"] else 0


def _fail(message: str, status: int) -> int:
    print(message, file=sys.stderr)  # noqa: T201 - a script's own words
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
