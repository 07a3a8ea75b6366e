"""A service whose database goes away and comes back: told as 503, over by itself.

A wall in front of the stack's PostgreSQL is what one catalog beside the stack sees of it, and nobody else.
"""

import selectors
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest

from beside import CLIENT, ask_me, catalog_beside
from refusals import check_refused, check_unavailable

PATIENCE = 20.0


class Wall:
    """Hands connections on to a server while it is open; shut, it ends all of them, and each new one at once."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.is_open = True
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    def shut(self) -> None:
        self.is_open = False
        for each in self.ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.shut()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                inside = self.listener.accept()[0]
                self.ends.append(inside)
                if not self.is_open:
                    inside.close()
                    continue
                outside = socket.create_connection(self.target)
                threading.Thread(target=hand_on, args=(inside, outside)).start()


def hand_on(inside: socket.socket, outside: socket.socket) -> None:
    """Copy both ways until either end closes."""
    other = {inside: outside, outside: inside}
    with inside, outside, selectors.DefaultSelector() as ready, suppress(OSError):
        for each in other:
            ready.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(65536)  # type: ignore[union-attr] # a socket, as registered
                if not data:
                    return
                other[key.fileobj].sendall(data)  # type: ignore[index] # as above


@pytest.fixture(scope="module")
def wall(book) -> Iterator[Wall]:
    database = urlsplit(book["CATALOG_DATABASE_URL"])
    wall = Wall((database.hostname or "", database.port or 0))
    yield wall
    wall.close()


@pytest.fixture(scope="module")
def catalog(book, wall, tmp_path_factory):
    realm = SimpleNamespace(issuer=book["ISSUER"])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("POSTGRES_PORT", str(wall.listener.getsockname()[1]))
        with catalog_beside(realm, tmp_path_factory.mktemp("outage"), INTERNAL_URL=book["ISSUER"]) as url:
            yield url


@pytest.fixture
def bearer(sign_in):
    return {"Authorization": f"Bearer {sign_in('alice', 'catalog:read catalog:write')}"}


@pytest.fixture
def away(catalog, wall, bearer):
    """Shut the wall once the service has used the database, for as long as the test runs."""
    wait_for(lambda: ask(catalog, bearer).status_code == 200)
    wall.shut()
    yield
    wall.is_open = True


def ask(catalog: str, headers: dict[str, str], path: str = "/api/products/") -> httpx.Response:
    return CLIENT.get(f"{catalog}{path}", headers=headers)


def wait_for(holds) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_what_needs_the_database_is_503(catalog, away, bearer):
    for _ in range(3):
        check_unavailable(ask(catalog, bearer))
    check_unavailable(CLIENT.post(f"{catalog}/api/products/{uuid.uuid4()}/publish/", headers=bearer))


def test_tokens_are_judged_from_memory_meanwhile(catalog, away, bearer):
    assert ask(catalog, bearer, "/api/me/").json()["username"] == "alice"
    check_refused(ask_me(catalog, "a.b.c"), 401, "invalid_token")


def test_it_lives_and_is_not_ready_meanwhile(catalog, away):
    ready = CLIENT.get(f"{catalog}/readyz")

    assert (ready.status_code, ready.json()["database"]) == (503, False)
    assert CLIENT.get(f"{catalog}/livez").status_code == 200


def test_people_are_shown_a_page(catalog, away, bearer):
    answer = ask(catalog, bearer | {"Accept": "text/html"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")


def test_it_works_again_without_a_restart(catalog, away, wall, bearer):
    check_unavailable(ask(catalog, bearer))

    wall.is_open = True

    wait_for(lambda: ask(catalog, bearer).status_code == 200)
    assert all(ask(catalog, bearer).status_code == 200 for _ in range(20))
    wait_for(lambda: CLIENT.get(f"{catalog}/readyz").status_code == 200)
