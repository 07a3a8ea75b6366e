"""`manage_all.sh`, in Python: one module of `stack.commands` for each command."""

import os
import sys
from importlib import import_module

from stack.console import say, warn
from stack.failure import Failure
from stack.settings import SERVICES

COMMANDS = {
    "up": "set up what is missing and start everything: up [--tls]",
    "down": "stop everything, or one part, and keep the data: down [PART]",
    "status": "how each part is doing: status [--json]",
    "logs": "the logs: logs [-f] [PART]",
    "restart": "restart one part: restart PART",
    "reset": "stop and delete all data: reset [--yes]",
    "doctor": "find what is wrong and how to mend it: doctor [--json]",
    "realm": "the live realm against realm-export.json: realm diff | apply",
    "env": "NAME=value lines of the running stack",
    "token": 'print an access token: token USER [--scope "a b"] [--client ID]',
    "login": "sign in at the terminal with the device flow",
    "call": "call a service with that sign-in: call METHOD PATH [JSON]",
    "test": "run all tests, or the named groups: test [unit|agreement|facts|system|attacks|browser …]",
    "check": "format, lint, types, import rules, realm and deployment files",
    "bench": "all measurements, or one measurement or hunt: bench [NAME]",
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit status."""
    name = arguments[0] if arguments else "help"
    if name not in (*COMMANDS, *SERVICES):
        return _usage(name)
    try:
        return _run(name, arguments)
    except Failure as failed:
        warn(failed.report())
    except KeyboardInterrupt:
        warn("Interrupted. The next ./manage_all.sh up finishes what is missing.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except PermissionError as failed:
        fix = f"have {failed.filename} writable for yourself, or set COATCHECK_STATE to a folder that is"
        warn(Failure(f"Running {name}", str(failed), fix).report())
    except OSError as failed:
        warn(Failure(f"Running {name}", str(failed), "./manage_all.sh doctor").report())
    return 1


def _run(name: str, arguments: list[str]) -> int:
    if name in SERVICES:
        return int(import_module("stack.commands.service").run(arguments))
    return int(import_module(f"stack.commands.{name}").run(arguments[1:]))


def _usage(name: str) -> int:
    known = name in ("help", "-h", "--help")
    if not known:
        warn(f"There is no command {name!r}.")
    lines = [f"  {each:8} {what}" for each, what in COMMANDS.items()]
    say("\n".join(["./manage_all.sh COMMAND", *lines, f"  {' | '.join(SERVICES)} ARGS…: that service's manage.py"]))
    return 0 if known else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
