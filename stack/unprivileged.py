"""Runs PostgreSQL, which refuses to be root, for a caller who is root.

In a user namespace of its own where the kernel allows one: the program then believes it is uid 1000, while its files
belong to root. Containers mostly forbid that; there it becomes the uid of nobody, keeps the right to pass the private
folders on its way to its data, and runs from a copy of its programs that everybody can see.
"""

import ctypes
import functools
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from stack.failure import Failure

CLONE_NEWUSER = 0x10000000
INSIDE, NOBODY = 1000, 65534
PUBLIC = Path("/var/tmp")  # noqa: S108 - what is put there is checked to be ours


def prefix(argv: list[str]) -> list[str]:
    """Return the command to run, with this process made ready for it. Call it right before exec."""
    if os.geteuid() != 0:
        return argv
    if namespace_allowed():
        enter_namespace()
        return argv
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise Failure("Starting PostgreSQL", "root may not start it, and setpriv is missing", "install util-linux")
    rights = "+dac_override,+dac_read_search"
    identity = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=keep"]
    return [setpriv, *identity, f"--inh-caps={rights}", f"--ambient-caps={rights}", "--", *argv]


def visible(installation: Path) -> Path:
    """Return an installation whose programs the uid of nobody can see: PostgreSQL looks for itself without our rights.

    A wheel keeps its libraries beside its package, in a folder named like it.
    """
    ways = (installation / "bin", installation, *installation.parents)
    if os.geteuid() != 0 or namespace_allowed() or all(each.stat().st_mode & 0o001 for each in ways):
        return installation
    made = f"{installation} {(installation / 'bin').stat().st_mtime_ns}"
    copy = PUBLIC / f"coatcheck-postgres-{hashlib.sha256(made.encode()).hexdigest()[:12]}"
    if not copy.is_dir():
        fresh = Path(tempfile.mkdtemp(prefix="coatcheck-", dir=PUBLIC))
        for part in (installation, *installation.parents[1].glob(f"{installation.parent.name}.libs")):
            shutil.copytree(part, fresh / part.relative_to(installation.parents[1]))
        fresh.chmod(0o755)
        fresh.rename(copy)
    if copy.is_symlink() or copy.stat().st_uid != 0 or copy.stat().st_mode & 0o022:
        raise Failure("Starting PostgreSQL", f"{copy} was not made by us", f"delete {copy}")
    return copy / installation.relative_to(installation.parents[1])


def take_over(folder: Path) -> None:
    """Give a folder and all in it to the uid that will use it."""
    owner = NOBODY if os.geteuid() == 0 and not namespace_allowed() else os.geteuid()
    if folder.stat().st_uid != owner:
        for each in (folder, *folder.rglob("*")):
            os.chown(each, owner, -1, follow_symlinks=False)


def command(argv: list[str]) -> list[str]:
    """Return a command that runs `argv` to its end without being root."""
    return [sys.executable, "-P", "-m", "stack.unprivileged", *argv] if os.geteuid() == 0 else argv


@functools.cache
def namespace_allowed() -> bool:
    """Whether this kernel lets us have a user namespace; tried in a child, since it cannot be undone."""
    child = os.fork()
    if child == 0:
        try:
            enter_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def enter_namespace() -> None:
    """Become uid 1000 of a new user namespace in which that is the only uid."""
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE} {gid} 1")


if __name__ == "__main__":
    arguments = prefix(sys.argv[1:])
    os.execv(arguments[0], arguments)
