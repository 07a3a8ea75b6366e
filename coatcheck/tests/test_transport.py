import gzip
import os
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from coatcheck.errors import RealmUnavailable
from coatcheck.testing import Fault
from coatcheck.testing.server import Reply
from coatcheck.transport import Transport


@pytest.fixture
def transport():
    transport = Transport(deadline=1.0)
    yield transport
    transport.close()


def test_reads_a_json_answer(realm, transport):
    answer = transport.get_json(realm.url_of("keys"))

    assert answer.status == 200
    assert answer.body == realm.key_set()
    assert answer.headers["content-type"] == "application/json"


def test_posts_a_form(realm, transport):
    transport.post_form(realm.url_of("token"), {"a": "b c", "d": "ü&="}, headers={"Authorization": "Bearer x"})

    received = realm.received[-1]
    assert received.form == {"a": ["b c"], "d": ["ü&="]}
    assert received.headers["authorization"] == "Bearer x"


def test_returns_a_clients_error_with_what_it_says(realm, transport):
    answer = transport.post_form(realm.url_of("token"), {})

    assert (answer.status, answer.body) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("status", [204, 400, 403, 404])
def test_returns_an_answer_without_a_readable_body(realm, transport, status):
    realm.server.answer = lambda request: Reply(status=status, location="nowhere")

    assert transport.get_json(realm.url_of("keys")).body is None


def test_returns_an_empty_answer_as_none(realm, transport):
    realm.misbehave(Fault.EMPTY)

    assert transport.get_json(realm.url_of("keys")).body is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault.DEAD,
        Fault.HANGING,
        Fault.ERROR,
        Fault.GARBAGE,
        Fault.HTML,
        Fault.HUGE,
        Fault.DRIP,
        Fault.REDIRECT,
    ],
)
def test_gives_up_on_a_realm_that_misbehaves(realm, transport, fault):
    realm.misbehave(fault)
    before = time.monotonic()

    with pytest.raises(RealmUnavailable):
        transport.get_json(realm.url_of("keys"))

    assert time.monotonic() - before < 2.5
    assert realm.requests["elsewhere"] == 0


def test_works_again_once_the_realm_does(realm, transport):
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        transport.get_json(realm.url_of("keys"))
    realm.mend()

    assert transport.get_json(realm.url_of("keys")).status == 200


@pytest.mark.parametrize("limit", [10, 100])
def test_refuses_an_answer_beyond_the_limit(realm, transport, limit):
    with pytest.raises(RealmUnavailable, match=f"larger than {limit} bytes"):
        transport.get_json(realm.url_of("keys"), limit=limit)


def test_asks_for_no_compression(realm, transport):
    transport.get_json(realm.url_of("keys"))

    assert realm.received[-1].headers["accept-encoding"] == "identity"


def test_reads_no_compressed_answer(transport):
    body = gzip.compress(b"{}")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"

    with serving(head.encode() + body) as url, pytest.raises(RealmUnavailable, match="compressed"):
        transport.get_json(url)


def test_reads_a_clients_error_without_json_as_one_without_a_body(transport):
    with serving(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 6\r\n\r\n<html>") as url:
        answer = transport.get_json(url)

    assert (answer.status, answer.body) == (400, None)


@contextmanager
def serving(data):
    """Answer one request with these bytes, whatever it asks, and give the address."""

    def answer():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize("url", ["http://[", "http://" + "a" * 70 + "/keys", "http://ü.example\ud800/"])
def test_an_address_that_is_none_is_an_outage(transport, url):
    with pytest.raises(RealmUnavailable):
        transport.get_json(url)


def test_asks_no_proxy(realm, transport, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert transport.get_json(realm.url_of("keys")).status == 200


def test_says_nothing_of_what_it_sent(realm, transport, caplog):
    caplog.set_level("DEBUG")
    realm.misbehave(Fault.ERROR)

    with pytest.raises(RealmUnavailable) as unavailable:
        transport.post_form(realm.url_of("introspection"), {"token": "canary"}, headers={"Authorization": "canary"})

    assert "canary" not in str(unavailable.value) + caplog.text


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_keeps_connections_apart_after_a_fork(realm, transport):
    transport.get_json(realm.url_of("keys"))
    child = os.fork()
    if child == 0:
        status = transport.get_json(realm.url_of("keys")).status
        os._exit(0 if status == 200 and len(transport._connections) == 2 else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert transport.get_json(realm.url_of("keys")).status == 200


def test_closing_twice_does_no_harm(transport):
    transport.close()
    transport.close()
