"""A service of the test's own beside the stack's, which trusts a realm that the test can break."""

import os
import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import httpx

from coatcheck.testing import StandInRealm

CLIENT = httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
MANAGE_ALL = Path(__file__).parent.parent / "manage_all.sh"


def free_port() -> int:
    """Return a port below those that the kernel hands out to clients, so that it is still free when it is used."""
    while True:
        port = random.randrange(10_000, 20_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def service_beside(name: str, realm: StandInRealm, folder: Path, **settings: str) -> Iterator[str]:
    """Run a service on the stack's database and this realm, and give its address. `settings` without the prefix.

    Issue tokens to it with its name as audience.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    # A server for development has a thread for each request, however many.
    own = {"ISSUER": realm.issuer, "INTERNAL_URL": "", "PUBLIC_URL": url, "DATABASE_CONNECTIONS": "40"} | settings
    environment = os.environ | {f"{name.upper()}_{each}": value for each, value in own.items()}
    command = [str(MANAGE_ALL), name, "runserver", str(port), "--noreload"]
    with (folder / f"{name}-beside.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            wait_until_alive(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def catalog_beside(realm: StandInRealm, folder: Path, **settings: str) -> AbstractContextManager[str]:
    return service_beside("catalog", realm, folder, **settings)


def wait_until_alive(url: str, process: subprocess.Popen[bytes], *, limit: float = 30) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end and process.poll() is None:
        try:
            if CLIENT.get(f"{url}/livez", timeout=1).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the service beside the stack did not come up")


def ask_me(url: str, token: str) -> httpx.Response:
    """Ask who the token speaks for, over a connection of its own."""
    return CLIENT.get(f"{url}/api/me/", headers={"Authorization": f"Bearer {token}"})


def wait_until_answered(url: str, make: Callable[[], str], status: int, *, limit: float = 30) -> None:
    """Ask with one token after another until the answer is this."""
    end = time.monotonic() + limit
    while (answered := ask_me(url, make()).status_code) != status:
        assert time.monotonic() < end, f"{answered} and not {status}"
        time.sleep(0.05)
