import socket
import threading
import time

import httpcore
import pytest

from coatcheck.deadline import DeadlineBackend


@pytest.fixture
def dripping():
    """Give the address of a server that sends one header byte each 20 ms, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            while not ended.wait(0.02):
                connection.sendall(b"H")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    ended.set()
    thread.join()
    listener.close()


def test_ends_an_answer_whose_headers_drip(dripping):
    backend = DeadlineBackend()
    before = time.monotonic()

    with (
        httpcore.ConnectionPool(network_backend=backend) as pool,
        pytest.raises(httpcore.TimeoutException),
        backend.within(0.2),
    ):
        pool.request("GET", dripping, extensions={"timeout": {"read": 5.0}})

    assert time.monotonic() - before < 2


def test_begins_nothing_once_the_deadline_has_passed(realm):
    backend = DeadlineBackend()

    with (
        httpcore.ConnectionPool(network_backend=backend) as pool,
        pytest.raises(httpcore.TimeoutException),
        backend.within(0),
    ):
        pool.request("GET", realm.url_of("keys"))

    assert realm.requests["keys"] == 0
