"""HTTP/2 by hand, for requests that no client library would send. RFC 9113, RFC 7541."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
END_STREAM, END_HEADERS = 1, 4
Fields = list[tuple[bytes, bytes]]


def send_http2(url: str, *fields: tuple[bytes, bytes], method: bytes = b"GET") -> dict[str, Any] | None:
    """Send one request with exactly these fields behind the pseudo-header, and return the JSON object it is answered by.

    None where the server will not have such a request, and ends the stream or the connection.
    """
    target = urlsplit(url)
    pseudo = [(b":method", method), (b":scheme", b"http"), (b":authority", target.netloc.encode())]
    head = b"".join(field(*each) for each in [*pseudo, (b":path", target.path.encode()), *fields])
    with socket.create_connection((target.hostname or "", target.port or 80), timeout=10) as wire:
        wire.sendall(PREFACE + frame(SETTINGS, 0, 0) + frame(HEADERS, END_STREAM | END_HEADERS, 1, head))
        body = b""
        for kind, flags, stream, payload in frames(wire):
            if kind == GOAWAY or (kind == RST_STREAM and stream == 1):
                return None
            if stream == 1 and kind == DATA:
                body += payload
            if stream == 1 and flags & END_STREAM:
                break
    return json.loads(body) if body else None


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """RFC 9113 section 4.1."""
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload


def field(name: bytes, value: bytes) -> bytes:
    """Write a field as it is: never indexed, not compressed. RFC 7541 section 6.2.3."""
    return b"\x10" + length(name) + name + length(value) + value


def length(text: bytes) -> bytes:
    """RFC 7541 section 5.1, with seven bits in the first byte."""
    rest = len(text) - 127
    if rest < 0:
        return bytes([len(text)])
    written = b"\x7f"
    while rest >= 128:
        written += bytes([rest % 128 + 128])
        rest //= 128
    return written + bytes([rest])


def frames(wire: socket.socket) -> Iterator[tuple[int, int, int, bytes]]:
    with wire.makefile("rb") as reader:
        while len(head := reader.read(9)) == 9:
            yield head[3], head[4], int.from_bytes(head[5:]), reader.read(int.from_bytes(head[:3]))
