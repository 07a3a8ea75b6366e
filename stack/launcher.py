"""Becomes the program of one part: `python -m stack.launcher STATE PART`, started by supervisord.

Reads the program's arguments and secrets from a private file, so that neither stands in any process list; asks to be
ended when supervisord dies; writes down its pid and start time; then is replaced by the program.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from stack import processes, unprivileged

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Never returns."""
    state, part = Path(sys.argv[1]), sys.argv[2]
    program = json.loads((state / "programs" / f"{part}.json").read_text())
    parent = os.getppid()
    os.umask(0o077)
    processes.end_predecessor(state, part)
    processes.record(state, part)
    argv = unprivileged.prefix(program["argv"]) if program["unprivileged"] else program["argv"]
    die_with_parent(parent, program["signal"])
    os.chdir(program["cwd"])
    os.execve(argv[0], argv, program["env"])


def die_with_parent(parent: int, number: int) -> None:
    """Ask the kernel for a signal when the parent ends, which may have happened already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
