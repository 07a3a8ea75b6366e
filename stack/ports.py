"""Whether a port is free, who holds it, and which ports are."""

import errno
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from stack.failure import Failure
from stack.settings import HOST


def refuse_taken(ports: dict[str, int]) -> None:
    """Raise Failure for the first port that somebody else holds. `ports`: variable name to number."""
    numbers = list(ports.values())
    for name, port in ports.items():
        if numbers.count(port) > 1:
            raise Failure("Looking at the ports", f"{name}={port} is named twice", f"give {name} another number")
        if not is_free(port):
            owner = owner_of(port)
            fix = f"end that process, or choose another port: {name}={find_free()} ./manage_all.sh up"
            raise Failure("Looking at the ports", f"port {port} ({name}) is taken by {owner}", fix)


def is_free(port: int) -> bool:
    """Return whether we could listen there. A port we may not use at all is not free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as refused:
            if refused.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            return False
    return True


def find_free(start: int | None = None) -> int:
    """Return a port that nobody holds at the moment, below the range that the kernel hands out to clients."""
    first = start or 20_000 + secrets.randbelow(10_000)  # two who look at once find different ones
    return next(port for port in range(first, 65_536) if is_free(port))


def find_free_ports(names: Iterable[str]) -> dict[str, int]:
    """Return a free port for each name."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = find_free(max(found.values()) + 1 if found else None)
    return found


def owner_of(port: int) -> str:
    """Return `name (pid N)` of who listens on a port, as far as it can be seen."""
    inodes = _listening_inodes(port)
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(
                f"socket:[{inode}]" == str(each.readlink()) for each in (folder / "fd").iterdir() for inode in inodes
            ):
                return f"{(folder / 'comm').read_text().strip()} (pid {folder.name})"
    return "a process of another user"


def _listening_inodes(port: int) -> set[str]:
    """`/proc/net/tcp`: field 1 is the local address in hexadecimal, 3 the state (0A: listening), 9 the inode."""
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with suppress(OSError):
            for fields in map(str.split, table.read_text().splitlines()[1:]):
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(fields[9])
    return inodes
