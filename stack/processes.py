"""Which processes are ours: by pid and start time, since a pid alone may have gone to somebody else."""

import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Running:
    """A process as its launcher wrote it down. `started` is in clock ticks since boot."""

    pid: int
    started: int

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return start_time(self.pid) == self.started

    @property
    def uptime(self) -> float:
        """Seconds since its start."""
        seconds = float(Path("/proc/uptime").read_text().split()[0])
        return max(0.0, seconds - self.started / os.sysconf("SC_CLK_TCK"))


def start_time(pid: int) -> int | None:
    """Return field 22 of `/proc/PID/stat`, None when there is no such process or it is a zombie."""
    stat = _stat(pid)
    return int(stat[19]) if stat and stat[0] != "Z" else None


def record(state: Path, part: str) -> None:
    """Write down the calling process as the one that runs a part."""
    folder = state / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f"{part}.{os.getpid()}.new"
    fresh.write_text(json.dumps({"pid": os.getpid(), "started": start_time(os.getpid())}))
    fresh.replace(folder / f"{part}.json")


def find(state: Path, part: str) -> Running | None:
    """Return the process that runs a part, None when it does not live."""
    found = _read(state / "run" / f"{part}.json")
    return found if found and found.is_alive else None


def end_leftovers(state: Path, patience: float = 20.0) -> None:
    """End what an earlier run left of each part: politely, then by force. `patience` is in seconds."""
    groups = [found for path in sorted((state / "run").glob("*.json")) if (found := _read(path))]
    for number, limit in ((signal.SIGINT, patience), (signal.SIGKILL, 5.0)):
        left = [pid for group in groups for pid in _members(group)]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + limit
        while left and any(_members(group) for group in groups) and time.monotonic() < deadline:
            time.sleep(0.05)
    for path in (state / "run").glob("*.json"):
        path.unlink(missing_ok=True)


def _members(leader: Running) -> list[int]:
    """A part and its children. A pid is not given away while a process group bears it."""
    alive = start_time(leader.pid)
    if alive is not None and alive != leader.started:
        return []
    pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [pid for pid in pids if (stat := _stat(pid)) and int(stat[2]) == leader.pid and stat[0] != "Z"]


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
