"""A copy of the repository as a newcomer has it: in a path with a space, for an ordinary user without a home."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stack import archive, cache, ports
from stack.settings import PORTS, ROOT

NOBODY = 65534
PATIENCE = 600


@dataclass(frozen=True)
class Clone:
    """Where it is, and the ports that its stack uses."""

    root: Path
    ports: dict[str, int]

    @property
    def state(self) -> Path:
        return self.root / ".state"

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start a command as the ordinary user, in a process group of its own as a terminal does."""
        argv = [*_ordinary_user(), str(self.root / "manage_all.sh"), *arguments]
        environment = _environment() | {name: str(port) for name, port in self.ports.items()} | variables
        return subprocess.Popen(
            argv, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Return exit status and output of a command."""
        process = self.start(*arguments, **variables)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def interrupt(self, number: signal.Signals, once: Callable[[], bool], *arguments: str) -> int:
        """Start a command, send it and its children a signal once something is so, and return the exit status."""
        process = self.start(*arguments)
        deadline = time.monotonic() + PATIENCE
        while not once() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, number)
        process.communicate(timeout=60)
        return process.returncode

    def wait_until_healthy(self) -> None:
        """A busy machine may be slow for a moment; what is tried is not that."""
        deadline = time.monotonic() + 60
        while self.run("status")[0] != 0:
            assert time.monotonic() < deadline
            time.sleep(0.5)

    def has_started(self, part: str) -> bool:
        return (self.state / "run" / f"{part}.json").exists()

    def pid_of(self, part: str) -> int:
        return json.loads((self.state / "run" / f"{part}.json").read_text())["pid"]

    def processes(self) -> list[str]:
        """Return the command lines of all that runs from this clone."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                here = line + str((folder / "cwd").readlink())
            except OSError:
                continue
            if str(self.root) in here and line:
                found.append(f"{folder.name} {line}")
        return found

    def cut_the_power(self) -> None:
        """Kill all that runs from this clone, until nothing does: some end by themselves, some are started again."""
        while lines := self.processes():
            for line in lines:
                with suppress(ProcessLookupError):
                    os.kill(int(line.split()[0]), signal.SIGKILL)

    def secrets(self) -> dict[str, str]:
        return json.loads((self.state / "secrets.json").read_text())


def make_clone(home: Path) -> Clone:
    """Copy what git knows, and what was fetched and built before: the network is not what is tried here."""
    root = home / "fresh clone"
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    kept = root / ".state" / "cache"
    kept.mkdir(mode=0o700, parents=True)
    kept.parent.chmod(0o700)
    for each in cache.find_cache().glob(f"keycloak-{archive.VERSION}*"):
        (shutil.copytree if each.is_dir() else shutil.copy)(each, kept / each.name)
    if os.geteuid() == 0:
        for each in (home, *home.rglob("*")):
            os.chown(each, NOBODY, NOBODY, follow_symlinks=False)
    return Clone(root, ports.find_free_ports(PORTS))


def _ordinary_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]


def _environment() -> dict[str, str]:
    """Nothing of another stack, no home that can be written, and only programs that everybody may run."""
    prefixes = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "COATCHECK_", "UNIT_", "XDG_", "DEMO", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    path = "/usr/local/bin:/usr/bin:/bin" if os.geteuid() == 0 else os.environ["PATH"]
    return kept | {"HOME": "/nonexistent", "PATH": path}
