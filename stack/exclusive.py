"""One command at a time changes a stack."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.failure import Failure


@contextmanager
def exclusive(state: Path, command: str, lock: str = "lock") -> Iterator[None]:
    """Hold the stack's lock, which the kernel lets go of however the command ends."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / lock).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            cause = "another ./manage_all.sh is changing this stack at the moment"
            raise Failure(f"Running {command}", cause, "wait for it to end, then try again") from held
        yield
