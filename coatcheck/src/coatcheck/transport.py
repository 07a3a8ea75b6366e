"""Asking the realm over HTTP, within bounds: the only file that opens connections to it.

An answer has five seconds, headers and slow drips included, and a size. Redirects are not followed, proxies are not
asked, and what was sent is never logged.
"""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

import httpcore
import httpx

from coatcheck.deadline import DeadlineBackend
from coatcheck.errors import RealmUnavailable
from coatcheck.strict_json import read_json

MAX_BODY = 1024 * 1024
# Shorter than servers keep idle connections, so that we seldom write into one that is just being closed.
KEPT_OPEN = 5.0
OK = 200
CLIENT_ERRORS = range(400, 500)
# ValueError: what the realm published as an address may be none.
UNREACHABLE = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the realm answered. `body` is read JSON, None where an error or an empty answer carries none."""

    status: int
    body: object = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class AnswerTooLarge(RealmUnavailable):
    """Raised when an answer is larger than what is read: asking for less may help."""


class Transport:
    """Connections to the realm, kept open between calls and never carried over a fork. Times are in seconds.

    `ca_file` is a PEM file of authorities to trust in place of the usual ones.
    """

    def __init__(self, *, ca_file: str | None = None, connect: float = 2.0, deadline: float = 5.0) -> None:
        self._trust = trust(ca_file)
        self._connect = connect
        self._deadline = deadline
        self._connections: dict[int, tuple[httpcore.ConnectionPool, DeadlineBackend]] = {}

    def get_json(self, url: str, *, headers: Mapping[str, str] | None = None, limit: int = MAX_BODY) -> Answer:
        """Return the answer to a GET, of at most `limit` bytes.

        Raises:
            RealmUnavailable: there is none in time, or it is a redirect, a server's error, or no JSON.
            AnswerTooLarge: it is larger.
        """
        return self._call("GET", url, dict(headers or {}), None, limit)

    def post_form(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None, limit: int = MAX_BODY
    ) -> Answer:
        """Return the answer to a form POST; as `get_json`."""
        typed = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._call("POST", url, typed, urlencode(form).encode(), limit)

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        pool, _ = self._connections.pop(os.getpid(), (None, None))
        if pool is not None:
            pool.close()

    def _call(self, method: str, url: str, headers: dict[str, str], content: bytes | None, limit: int) -> Answer:
        pool, backend = self._connections_of_this_process()
        asked = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        timeouts = {"connect": self._connect, "pool": self._deadline}
        try:
            with (
                backend.within(self._deadline),
                pool.stream(
                    method,
                    url.encode("ascii"),
                    headers=list(asked.items()),
                    content=content,
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                return read_answer(response, limit)
        except UNREACHABLE as error:
            raise RealmUnavailable(f"{method} {url}: {type(error).__name__}") from error

    def _connections_of_this_process(self) -> tuple[httpcore.ConnectionPool, DeadlineBackend]:
        pid = os.getpid()
        return self._connections.get(pid) or self._connections.setdefault(pid, self._connections_made())

    def _connections_made(self) -> tuple[httpcore.ConnectionPool, DeadlineBackend]:
        backend = DeadlineBackend()
        pool = httpcore.ConnectionPool(ssl_context=self._trust, network_backend=backend, keepalive_expiry=KEPT_OPEN)
        return pool, backend


@cache
def trust(ca_file: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context()


def read_answer(response: httpcore.Response, limit: int) -> Answer:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    status = response.status
    if status != OK and status not in CLIENT_ERRORS and status != httpx.codes.NO_CONTENT:
        raise RealmUnavailable(f"it answered {status}")
    body = read_body(response, headers, limit)
    try:
        return Answer(status, read_json(body) if body else None, headers)
    except ValueError as error:
        if status == OK:
            raise RealmUnavailable("its answer is no JSON") from error
        return Answer(status, None, headers)


def read_body(response: httpcore.Response, headers: Mapping[str, str], limit: int) -> bytes:
    if headers.get("content-encoding", "identity") != "identity":
        raise RealmUnavailable("its answer is compressed, which was not asked for")
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > limit:
            raise AnswerTooLarge(f"its answer is larger than {limit} bytes")
    return bytes(body)
