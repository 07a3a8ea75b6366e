"""HTTP by hand, for requests that no client library would send."""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesParser
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came: `headers` by lower-case name, all values of a repeated one."""

    status: int
    headers: dict[str, list[str]]
    body: bytes


def send_raw(
    url: str,
    *lines: bytes,
    method: bytes = b"GET",
    body: bytes = b"",
    after: bytes = b"",
    connection: bytes = b"close",
    host: bytes | None = None,
    ca_file: str | None = None,
) -> RawAnswer:
    """Send one request with exactly these header lines beside Host, and read until the server closes.

    `after` follows the head as it is, and `lines` say what it is meant to be; of a `body` the length is told.
    """
    target = urlsplit(url)
    path = (target.path + ("?" + target.query if target.query else "")).encode()
    head = [
        method + b" " + path + b" HTTP/1.1",
        b"Host: " + (target.netloc.encode() if host is None else host),
        b"Connection: " + connection,
        *lines,
    ]
    if body:
        head.append(b"Content-Length: %d" % len(body))
    with _connect(target.hostname or "", target.port or 443, ca_file if target.scheme == "https" else None) as wire:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has read everything
            wire.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body + after)
        return _read_answer(wire)


def _connect(host: str, port: int, ca_file: str | None) -> socket.socket:
    plain = socket.create_connection((host, port), timeout=10)
    return ssl.create_default_context(cafile=ca_file).wrap_socket(plain, server_hostname=host) if ca_file else plain


def _read_answer(wire: socket.socket) -> RawAnswer:
    received = bytearray()
    with suppress(ConnectionResetError):  # closed with our bytes unread; what it said before counts
        while chunk := wire.recv(65536):
            received += chunk
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    status_line, _, header_lines = head.partition(b"\r\n")
    headers: dict[str, list[str]] = {}
    for name, value in BytesParser().parsebytes(header_lines + b"\r\n\r\n").items():
        headers.setdefault(name.lower(), []).append(value)
    return RawAnswer(int(status_line.split(b" ", 2)[1]), headers, body)
