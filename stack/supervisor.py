"""supervisord, which keeps the programs running: its configuration, its start, and talking to it."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from stack import processes
from stack.failure import Failure
from stack.programs import Program

HEAD = """\
[supervisord]
logfile=logs/supervisord.log
pidfile=supervisord.pid
childlogdir=logs
umask=077

[unix_http_server]
file=supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
# Only relative paths stand in it: "%" and " #" in a path would break it.
PROGRAM = """
[program:{part}]
command=./launch {part}
autostart=false
autorestart=true
startretries=10
stopsignal={signal}
stopwaitsecs=20
killasgroup=true
redirect_stderr=true
stdout_logfile=logs/{part}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=1
"""
ALREADY_STARTED, NOT_RUNNING, BAD_NAME = 60, 70, 10


def configure(state: Path, programs: list[Program]) -> None:
    """Write supervisord's configuration and the launcher's one line."""
    (state / "logs").mkdir(mode=0o700, exist_ok=True)
    sections = [PROGRAM.format(part=each.part, signal=each.signal.name[3:]) for each in programs]
    (state / "supervisord.conf").write_text(HEAD + "".join(sections))
    launch = state / "launch"
    command = shlex.join([sys.executable, "-P", "-m", "stack.launcher", str(state)])
    launch.write_text(f'#!/bin/sh\nexec {command} "$1"\n')
    launch.chmod(0o700)


def start(state: Path) -> None:
    """Start supervisord as a daemon and return once it listens."""
    (state / "supervisor.sock").unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "supervisor.supervisord", "-c", "supervisord.conf"]
    with (state / "logs" / "supervisord.out").open("w") as output:
        done = subprocess.run(
            command, cwd=state, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
            start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + 10
    while done.returncode == 0 and time.monotonic() < deadline:
        if is_up(state):
            return
        time.sleep(0.02)
    log = state / "logs" / "supervisord.out"
    raise Failure("Starting supervisord", f"it ended with {done.returncode}", "see the log", log)


def is_up(state: Path) -> bool:
    """Return whether supervisord answers."""
    with suppress(OSError, Fault), connect(state) as rpc:
        return bool(rpc.getPID())
    return False


def start_program(state: Path, part: str) -> None:
    """Have a program started, unless it runs."""
    with connect(state) as rpc, _ignoring(ALREADY_STARTED):
        rpc.startProcess(part, False)  # noqa: FBT003 - XML-RPC knows no names


def stop_program(state: Path, part: str, *, wait: bool = True) -> None:
    """Have a program stopped, unless it is."""
    with connect(state) as rpc, _ignoring(NOT_RUNNING, BAD_NAME):
        rpc.stopProcess(part, wait)


def pid_of(state: Path, part: str) -> int:
    """Return the pid of a program, 0 when it does not run. It changes when the program had to be started again."""
    with connect(state) as rpc:
        return int(rpc.getProcessInfo(part)["pid"])


def stop(state: Path, parts: list[str], limit: float = 60.0) -> None:
    """Stop all programs, in the order given, the last after all others; then supervisord itself. Seconds."""
    if is_up(state):
        pid = _pid(state)
        for part in parts:
            stop_program(state, part, wait=part == parts[-1])
        with connect(state) as rpc:
            rpc.shutdown()
        deadline = time.monotonic() + limit
        while pid and processes.start_time(pid) is not None and time.monotonic() < deadline:
            time.sleep(0.05)
    _end_stray(state)
    processes.end_leftovers(state)


def _end_stray(state: Path) -> None:
    """A supervisord that runs in our folder but no longer answers is ended; its programs follow it."""
    with suppress(OSError, ValueError):
        pid = int((state / "supervisord.pid").read_text())
        if Path(f"/proc/{pid}/cwd").samefile(state) and b"supervisord" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, 9)


def _pid(state: Path) -> int:
    with connect(state) as rpc:
        return int(str(rpc.getPID()))


@contextmanager
def connect(state: Path) -> Iterator[Any]:
    """Yield supervisord's interface. Through the folder's descriptor, since a socket's path may have 107 bytes only."""
    from supervisor.xmlrpc import SupervisorTransport  # noqa: PLC0415 - slow to import, seldom needed

    folder = os.open(state, os.O_RDONLY | os.O_DIRECTORY)
    transport = SupervisorTransport(None, None, f"unix:///proc/self/fd/{folder}/supervisor.sock")
    try:
        yield ServerProxy("http://supervisor", transport=transport).supervisor
    finally:
        transport.close()
        os.close(folder)


@contextmanager
def _ignoring(*codes: int) -> Iterator[None]:
    try:
        yield
    except Fault as fault:
        if fault.faultCode not in codes:
            raise
