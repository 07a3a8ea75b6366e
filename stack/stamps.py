"""Work that need not be done again: tables and first data are as the files say that they were made from."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from stack.files import write_private


def digest_of(paths: Iterable[Path], *values: object) -> str:
    """Return a digest of files and values."""
    content = hashlib.sha256(repr(values).encode())
    for path in sorted(paths):
        content.update(str(path).encode() + path.read_bytes())
    return content.hexdigest()


def is_current(state: Path, name: str, digest: str) -> bool:
    """Return whether that work was done for this very digest."""
    path = state / "stamps" / name
    return path.is_file() and path.read_text() == digest


def stamp(state: Path, name: str, digest: str) -> None:
    """Note that the work is done. To be called after it, never before."""
    write_private(state / "stamps" / name, digest)


def forget(state: Path) -> None:
    """Forget all work, since the data it was done on is no more."""
    shutil.rmtree(state / "stamps", ignore_errors=True)
