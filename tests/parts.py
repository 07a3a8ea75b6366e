"""The parts of the stack under test, stopped and started as an operator would."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xmlrpc.client import ServerProxy

import httpx
from supervisor.xmlrpc import SupervisorTransport

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds


def state() -> Path:
    """Return the folder of the stack under test."""
    return Path(os.environ.get("COATCHECK_STATE", ROOT / ".state"))


@contextmanager
def supervisor() -> Iterator[Any]:
    """Give what speaks to supervisord. Its socket is reached by its folder, since a socket's path may have 107 bytes."""
    folder = os.open(state(), os.O_PATH)
    transport = SupervisorTransport(None, None, f"unix:///proc/self/fd/{folder}/supervisor.sock")
    try:
        yield ServerProxy("http://supervisor", transport=transport).supervisor
    finally:
        transport.close()
        os.close(folder)


@contextmanager
def stopped(part: str, *, ready: str) -> Iterator[None]:
    """Stop a part, and start it again at the end; `ready` is the address that then answers 200."""
    with supervisor() as order:
        order.stopProcess(part)
        try:
            yield
        finally:
            order.startProcess(part)
            wait_until_ready(ready)


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_ready(url):
        assert time.monotonic() < deadline, f"{url} is not ready after {PATIENCE} s"
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
