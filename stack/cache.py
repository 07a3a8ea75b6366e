"""Where downloads and the built Keycloak are kept, shared by all checkouts of a user."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.failure import Failure
from stack.settings import ROOT

TEMPORARY = ("download-", "build-")


def find_cache() -> Path:
    """Return the first folder that can be written: named, XDG's, the home's, the checkout's own."""
    named = os.environ.get("COATCHECK_CACHE")
    homes = [os.environ.get("XDG_CACHE_HOME") or "~/.cache"]
    candidates = [Path(named)] if named else [Path(each).expanduser() / "coatcheck" for each in homes]
    for folder in (*candidates, ROOT / ".state" / "cache"):
        if _can_write(folder):
            return folder.absolute()
    raise Failure("Finding a place for downloads", f"{candidates[0]} cannot be written", "set COATCHECK_CACHE")


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of that name; whoever comes second waits and then finds the work done."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sweep(folder: Path) -> None:
    """Delete what interrupted runs left half done. Call it under the lock."""
    for prefix in TEMPORARY:
        for each in folder.glob(f"{prefix}*"):
            shutil.rmtree(each, ignore_errors=True)


def need_space(folder: Path, megabytes: int, step: str, variable: str = "COATCHECK_CACHE") -> None:
    """Raise Failure when the disk cannot hold what is coming. `variable` puts it elsewhere."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        fix = f"make room, or set {variable} to a folder on another disk"
        raise Failure(step, f"{free} MB free in {folder}, {megabytes} MB needed", fix)


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
