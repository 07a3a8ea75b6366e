"""A part is as healthy as it says itself."""

import http.server
import os
import threading

import pytest

from stack import health, processes
from stack.ports import find_free
from stack.settings import PORTS, Settings


@pytest.fixture
def readyz():
    """A service that answers `readyz.answer`: status and body."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = self.server.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answer = (200, b'{"status": "ok"}')
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path, readyz):
    """A stack whose catalog and follower are this very process, by its record, and that answers as `readyz` does."""
    for part in ("catalog", "catalog-follower"):
        processes.record(tmp_path, part)
    return Settings(state=tmp_path, ports={**PORTS, "CATALOG_PORT": readyz.server_address[1]})


def test_a_part_that_answers_is_healthy(settings):
    found = health.look_at(settings, "catalog")

    assert (found.state, found.pid) == ("healthy", os.getpid())


def test_a_part_that_answers_503_is_not_healthy(settings, readyz):
    readyz.answer = (503, b"{}")

    assert health.look_at(settings, "catalog").state in ("starting", "unhealthy")


def test_a_part_without_a_process_is_stopped(settings):
    assert health.look_at(settings, "billing").state == "stopped"


def test_a_follower_is_not_healthy_when_its_service_says_degraded(settings, readyz):
    readyz.answer = (200, b'{"status": "degraded"}')

    assert health.look_at(settings, "catalog").state == "healthy"
    assert health.look_at(settings, "catalog-follower").state != "healthy"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"status": 1}'])
def test_an_odd_body_is_no_reason_to_fall_over(settings, readyz, body):
    readyz.answer = (200, body)

    assert health.look_at(settings, "catalog-follower").state == "healthy"


def test_nothing_listening_is_status_0():
    assert health.get(f"http://127.0.0.1:{find_free()}/readyz") == (0, b"")


def test_shows_all_six_parts(settings):
    names = [each.name for each in health.look(settings)]

    assert names == ["postgres", "keycloak", "catalog", "billing", "catalog-follower", "billing-follower"]
