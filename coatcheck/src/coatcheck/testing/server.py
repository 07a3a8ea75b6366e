"""A small HTTP server on loopback that can be closed, reopened on its port, and made to misbehave."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from threading import Event, Lock, Thread
from urllib.parse import parse_qs, urlsplit

from coatcheck.testing import faults
from coatcheck.testing.faults import Fault


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in. `form` and `query` hold lists of texts by name; `url` is the whole address.

    `body` is the text that `form` was read from.
    """

    endpoint: str
    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, list[str]] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a JSON value with its status, or a redirection to `location`, or a `challenge` beside it."""

    body: object = None
    status: int = 200
    location: str | None = None
    challenge: str | None = None


class Server:
    """Answers requests by endpoint name, counts them, and misbehaves where told."""

    def __init__(self, paths: Mapping[str, str], answer: Callable[[Received], Reply]) -> None:
        self.paths, self.answer = paths, answer
        self.requests: Counter[str] = Counter()
        self.received: list[Received] = []
        self.faults: dict[str | None, Fault] = {}
        self.delay = 1.0
        self._mended, self._lock = Event(), Lock()
        self._http: ThreadingHTTPServer | None = _make_http(self, 0)
        self._port = self._http.server_port
        self._kept: socket | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def break_down(self, fault: Fault, endpoint: str | None, delay: float) -> None:
        self.delay = delay
        self.faults[endpoint] = fault
        if fault is Fault.DEAD and endpoint is None:
            self._close_listener()
            self._kept = self._kept or _keep(self._port)

    def mend(self) -> None:
        """End every fault, and let go of whoever waits."""
        self.faults.clear()
        self._mended.set()
        self._mended = Event()
        if self._http is None:
            self._http = _make_http(self, self._port)
        self._give_back()

    def close(self) -> None:
        self._mended.set()
        self._close_listener()
        self._give_back()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request, or do what the fault of its endpoint says."""
        request = self._read(handler)
        mended = self._mended  # looked at before the fault, so that whoever mends it between lets go of us too
        with self._lock:
            self.requests[request.endpoint] += 1
            self.received.append(request)
        fault = self.faults.get(request.endpoint, self.faults.get(None))
        with suppress(BrokenPipeError, ConnectionResetError):
            if not self._misbehave(handler, fault, mended):
                self._reply(handler, self.answer(request))

    def _misbehave(self, handler: BaseHTTPRequestHandler, fault: Fault | None, mended: Event) -> bool:
        if fault in (Fault.DEAD, Fault.HANGING):
            handler.close_connection = True
            return fault is Fault.DEAD or mended.wait()
        if fault is Fault.DRIP:
            faults.drip(handler, mended)
        elif fault is Fault.HUGE:
            faults.flood(handler)
        elif fault is Fault.REDIRECT:
            self._reply(handler, Reply(status=302, location=self.url + self.paths["elsewhere"]))
        elif fault in faults.BODIES:
            _send(handler, *faults.BODIES[fault])
        elif fault is Fault.SLOW:
            mended.wait(self.delay)
            return False
        else:
            return False
        return True

    def _read(self, handler: BaseHTTPRequestHandler) -> Received:
        target = urlsplit(handler.path)
        names = {path: name for name, path in self.paths.items()}
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode()
        return Received(
            endpoint=names.get(target.path, target.path),
            method=handler.command,
            url=self.url + handler.path,
            headers={name.lower(): value for name, value in handler.headers.items()},
            query=parse_qs(target.query, keep_blank_values=True),
            form=parse_qs(body, keep_blank_values=True),
            body=body,
        )

    def _reply(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        body = b"" if reply.location else json.dumps(reply.body).encode()
        _send(
            handler, reply.status, "application/json", body, Location=reply.location, WWW_Authenticate=reply.challenge
        )

    def _close_listener(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def _give_back(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def _keep(port: int) -> socket:
    """Hold a port where nobody listens: the kernel would give it to any client meanwhile."""
    kept = socket()
    kept.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", port))
    return kept


def _send(handler: BaseHTTPRequestHandler, status: int, content_type: str, body: bytes, **headers: str | None) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Cache-Control", "no-cache")
    for name, value in headers.items():
        if value is not None:
            handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _make_http(server: Server, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        disable_nagle_algorithm = True  # a body sent after its headers would wait 40 ms for their acknowledgement

        def do_GET(self) -> None:
            server.handle(self)

        do_POST = do_GET  # noqa: N815 - its name there

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

    http = Listener(("127.0.0.1", port), Handler)
    Thread(target=http.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
    return http
