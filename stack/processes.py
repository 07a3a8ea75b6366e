"""Which processes are ours: by pid and start time, since a pid alone may have gone to somebody else."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = "COATCHECK_PROGRAM_OF"


@dataclass(frozen=True, slots=True)
class Running:
    """A process as its launcher wrote it down. `started` is in clock ticks since boot."""

    pid: int
    started: int
    boot: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return self.boot == boot_id() and start_time(self.pid) == self.started

    @property
    def uptime(self) -> float:
        """Seconds since its start."""
        seconds = float(Path("/proc/uptime").read_text().split()[0])
        return max(0.0, seconds - self.started / os.sysconf("SC_CLK_TCK"))


def start_time(pid: int) -> int | None:
    """Return field 22 of `/proc/PID/stat`, None when there is no such process or it is a zombie."""
    stat = _stat(pid)
    return int(stat[19]) if stat and stat[0] != "Z" else None


def boot_id() -> str:
    """Return what tells this run of the machine from any other."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def record(state: Path, part: str) -> None:
    """Write down the calling process as the one that runs a part."""
    folder = state / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f"{part}.{os.getpid()}.new"
    fresh.write_text(json.dumps({"pid": os.getpid(), "started": start_time(os.getpid()), "boot": boot_id()}))
    fresh.replace(folder / f"{part}.json")


def find(state: Path, part: str) -> Running | None:
    """Return the process that runs a part, None when it does not live."""
    found = _read(state / "run" / f"{part}.json")
    return found if found and found.is_alive else None


def end_leftovers(state: Path, patience: float = 20.0) -> None:
    """End what an earlier run left of each part: politely, then by force. `patience` is in seconds."""
    paths = sorted((state / "run").glob("*.json"))
    _end([*_marked(state), *(found for path in paths if (found := _read(path)))], patience)
    for path in paths:
        path.unlink(missing_ok=True)


def end_predecessor(state: Path, part: str, patience: float = 5.0) -> None:
    """End what is left of a part that died without its children, as a server killed by force does."""
    found = _read(state / "run" / f"{part}.json")
    _end([found] if found else [], patience)


def mark(state: Path) -> dict[str, str]:
    """Return the variable that tells a program of this stack, and its children, from all others."""
    return {MARK: str(state)}


def _marked(state: Path) -> Iterator[Running]:
    """Children that outlived their leader and the record of it. PostgreSQL's overwrite their environment."""
    wanted = f"{MARK}={state}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0") and (started := start_time(int(folder.name))):
                yield Running(int(folder.name), started, boot_id())


def _end(groups: list[Running], patience: float) -> None:
    for number, limit in ((signal.SIGINT, patience), (signal.SIGKILL, 5.0)):
        for pid in [pid for group in groups for pid in _members(group)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + limit
        while any(_members(group) for group in groups) and time.monotonic() < deadline:
            time.sleep(0.05)


def _members(leader: Running) -> list[int]:
    """A part and its children. A pid is not given away while a process group bears it."""
    alive = start_time(leader.pid)
    if leader.boot != boot_id() or alive not in (None, leader.started):
        return []
    pids = [int(each.name) for each in Path("/proc").glob("[0-9]*")]
    grouped = [pid for pid in pids if (stat := _stat(pid)) and int(stat[2]) == leader.pid and stat[0] != "Z"]
    return grouped or ([leader.pid] if alive else [])


def _read(path: Path) -> Running | None:
    try:
        return Running(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _stat(pid: int) -> list[str] | None:
    """The fields from the third on: the second, the program's name, may hold spaces and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
