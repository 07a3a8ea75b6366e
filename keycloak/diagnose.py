"""Say what is wrong with the live realm, and where in the console it is mended: `python keycloak/diagnose.py`.

environment.py says which variables it reads. The findings are JSON on standard output: `problem`, `follows`, `console`,
`command`. Exit status: 0 nothing is wrong, 1 findings, 2 something is missing in the call. It changes nothing.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping

from admin_api import AdminApiError
from environment import MissingVariableError, connect, connect_as_client, read_wanted
from inspection import UP, Finding, finding, inspect_behaviour, inspect_settings
from realm_file import MissingPlaceholderError

FOUND, USAGE = 1, 2


def main(environment: Mapping[str, str]) -> int:
    """Print all findings; return the exit status."""
    try:
        found = list(_find(environment))
    except (MissingPlaceholderError, MissingVariableError) as missing:
        print(f"missing in the environment: {missing}", file=sys.stderr)  # noqa: T201 - a script's own words
        return USAGE
    print(json.dumps({"findings": found}, indent=2, ensure_ascii=False))  # noqa: T201 - the findings are the output
    return FOUND if found else 0


def _find(environment: Mapping[str, str]) -> Iterator[Finding]:
    file = read_wanted(environment)
    name = file.realm["realm"]
    try:
        yield from inspect_settings(connect(environment, name), file)
        yield from inspect_behaviour(connect_as_client(environment, name), environment)
    except AdminApiError as error:
        yield finding(str(error), follows="the realm cannot be looked at", console="", command=UP)


if __name__ == "__main__":
    sys.exit(main(os.environ))
