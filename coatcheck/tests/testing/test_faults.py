import socket

import httpx
import pytest
from clocks import wait_until

from coatcheck.testing import Fault


@pytest.mark.parametrize(
    ("fault", "status", "begin"),
    [
        (Fault.ERROR, 500, b'{"error"'),
        (Fault.GARBAGE, 200, b"\x00"),
        (Fault.HTML, 200, b"<!doctype"),
        (Fault.EMPTY, 200, b""),
        (Fault.EMPTY_OBJECT, 200, b"{}"),
        (Fault.EMPTY_KEYS, 200, b'{"keys": []}'),
        (Fault.REDIRECT, 302, b""),
    ],
)
def test_answers_wrongly_where_told_and_only_there(realm, fault, status, begin):
    realm.misbehave(fault, "keys")

    answer = httpx.get(realm.url_of("keys"))

    assert answer.status_code == status
    assert answer.content.startswith(begin)
    assert httpx.get(realm.url_of("metadata")).json()["issuer"] == realm.issuer


def test_publishes_metadata_of_another_issuer_where_told(realm):
    realm.misbehave(Fault.WRONG_ISSUER)

    assert httpx.get(realm.url_of("metadata")).json()["issuer"] != realm.issuer


def test_publishes_another_key_at_each_fetch_where_told(realm):
    realm.misbehave(Fault.ROTATING, "keys")

    first, second = (httpx.get(realm.url_of("keys")).json()["keys"][0]["kid"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("fault", [Fault.HANGING, Fault.SLOW])
def test_keeps_callers_waiting_where_told(realm, fault):
    realm.misbehave(fault, "keys", delay=30)

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(realm.url_of("keys"), timeout=httpx.Timeout(20, read=0.05))

    wait_until(lambda: realm.requests["keys"] == 1)


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.HUGE])
def test_sends_more_than_anyone_should_read_where_told(realm, fault):
    realm.misbehave(fault, "keys")

    with httpx.stream("GET", realm.url_of("keys")) as answer:
        chunk = next(answer.iter_raw())

    assert answer.status_code == 200
    assert chunk


def test_ends_its_huge_answer_at_fifty_mebibytes(realm):
    realm.misbehave(Fault.HUGE, "keys")

    with httpx.stream("GET", realm.url_of("keys")) as answer:
        size = sum(len(chunk) for chunk in answer.iter_raw())

    assert size == 50 * 1024 * 1024


def test_answers_as_an_attacker_would_to_who_follows_its_redirection(realm):
    realm.misbehave(Fault.REDIRECT, "keys")

    answer = httpx.get(realm.url_of("keys"), follow_redirects=True).json()

    assert answer["active"] is True
    assert realm.requests["elsewhere"] == 1


def test_refuses_connections_when_dead_and_comes_back_on_its_port(realm):
    realm.misbehave(Fault.DEAD)

    with pytest.raises(httpx.ConnectError):
        httpx.get(realm.url_of("keys"))
    realm.mend()

    assert httpx.get(realm.url_of("keys")).status_code == 200


def test_leaves_its_port_to_nobody_while_it_is_dead(realm):
    port = httpx.URL(realm.issuer).port
    realm.misbehave(Fault.DEAD)

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))


def test_drops_connections_of_one_dead_endpoint(realm):
    realm.misbehave(Fault.DEAD, "keys")

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(realm.url_of("keys"))
