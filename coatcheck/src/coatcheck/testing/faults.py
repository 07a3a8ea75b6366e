"""The ways in which an authorization server goes wrong, and what each looks like on the wire."""

from enum import StrEnum, auto
from http.server import BaseHTTPRequestHandler
from threading import Event

CHUNK = 64 * 1024


class Fault(StrEnum):
    """What an endpoint of the stand-in does instead of answering."""

    SLOW = auto()  # the right answer after `delay` seconds
    DEAD = auto()  # the connection is refused
    HANGING = auto()  # accepted, never answered
    ERROR = auto()  # 500
    GARBAGE = auto()  # 200 with bytes that are no text
    HTML = auto()  # 200 with somebody's error page
    HUGE = auto()  # 200 with 50 MiB
    DRIP = auto()  # 200, one byte at a time, for ever
    REDIRECT = auto()  # 302 to an endpoint that counts and would answer
    EMPTY = auto()  # 200 without a body
    EMPTY_OBJECT = auto()  # {}
    EMPTY_KEYS = auto()  # {"keys": []}
    WRONG_ISSUER = auto()  # metadata of somebody else
    ROTATING = auto()  # a new key at each fetch, and only that


BODIES = {
    Fault.GARBAGE: (200, "application/json", b'\x00\xff\xfe{"keys": ['),
    Fault.HTML: (200, "text/html", b"<!doctype html><title>Bad gateway</title>"),
    Fault.EMPTY: (200, "application/json", b""),
    Fault.EMPTY_OBJECT: (200, "application/json", b"{}"),
    Fault.EMPTY_KEYS: (200, "application/json", b'{"keys": []}'),
    Fault.ERROR: (500, "application/json", b'{"error": "server_error"}'),
}


def drip(handler: BaseHTTPRequestHandler, mended: Event) -> None:
    """Send an answer that is always on its way: fast enough for a read time-out, and never complete."""
    _start(handler, 10_000)
    while not mended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def flood(handler: BaseHTTPRequestHandler, size: int = 50 * 1024 * 1024) -> None:
    """Send 50 MiB that begin like an answer, without telling the length before."""
    _start(handler, None)
    for _ in range(size // CHUNK):
        handler.wfile.write(b'{"keys": [' + b" " * (CHUNK - 10))


def _start(handler: BaseHTTPRequestHandler, length: int | None) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.send_header("Connection", "close")
    handler.end_headers()
