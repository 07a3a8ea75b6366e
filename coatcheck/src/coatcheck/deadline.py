"""Network streams that end at a fixed moment, however slowly the other end drips.

A read time-out starts anew with each byte; a deadline does not.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore


class Deadline(threading.local):
    """The moment, by the monotonic clock, at which this thread's call must be over."""

    at = float("inf")

    def left(self, at_most: float | None) -> float:
        """Return the seconds that the next step may take.

        Raises:
            httpcore.ReadTimeout: none are left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if at_most is None else min(left, at_most)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections whose every step obeys the deadline of the thread that uses them."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()
        self._deadline = Deadline()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give this thread so long for what it does inside."""
        self._deadline.at = time.monotonic() + seconds
        yield

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(
            host, port, self._deadline.left(timeout), local_address, socket_options=socket_options
        )
        return DeadlineStream(stream, self._deadline)


class DeadlineStream(httpcore.NetworkStream):
    """One connection, made by DeadlineBackend."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
