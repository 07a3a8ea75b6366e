"""The one real call, held against a realm and services that answer as told."""

import http.server
import json
import threading

import pytest

from stack import endtoend
from stack.failure import Failure
from stack.settings import PORTS, Settings


@pytest.fixture
def house():
    """Realm and services in one; `answers` are the statuses of the next calls with a token, 200 from then on."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(200, {"access_token": "a.b.c"})

        def do_GET(self):
            self.server.asked += 1
            self.answer(self.server.answers.pop(0) if self.server.answers else 200, {})

        def answer(self, status, body):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answers, server.asked = [], 0
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path, house):
    return Settings(state=tmp_path, ports=dict.fromkeys(PORTS, house.server_address[1]))


def test_is_content_where_every_service_accepts_the_token(settings, house):
    endtoend.check(settings, {})

    assert house.asked == 4


def test_asks_again_who_has_not_decided_yet(settings, house):
    house.answers = [503]

    endtoend.check(settings, {})

    assert house.asked == 5


def test_fails_where_a_service_refuses_the_token(settings, house):
    house.answers = [401]

    with pytest.raises(Failure) as failed:
        endtoend.check(settings, {})

    assert "answered 401" in failed.value.cause
