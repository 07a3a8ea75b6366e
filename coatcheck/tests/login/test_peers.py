from threading import Thread

import pytest
from clocks import wait_until
from django.db import connections, transaction
from django.test import Client

from coatcheck.django import once, peers, wiring
from coatcheck.django.store import RevocationStore
from coatcheck.entries import Entry, Kind
from coatcheck.follower import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("small_project.login_urls")]

SESSION = Entry(Kind.SESSION, "s-1", 1_795_540_000)


@pytest.fixture
def record(provider, settings):
    """The record of a small project that follows the realm's feed."""
    settings.COATCHECK = settings.COATCHECK | {"FEED_CLIENT_ID": "watcher", "FEED_CLIENT_SECRET": "hush"}
    yield RevocationStore(provider.issuer)
    once.reset()


@pytest.fixture
def ask(record, provider):
    def ask(after="0", scope="revocations:read"):
        headers = {"Authorization": f"Bearer {provider.issue(scope=scope)}"}
        return Client().get(f"/revocations/?after={after}", headers=headers)

    return ask


def test_tells_what_has_ended_since(ask, record, provider):
    record.keep([("e-1/0", SESSION)], 0.0, State(provider.clock(), ("user events",)))
    first = ask().json()
    record.add([("e-2/0", Entry(Kind.SUBJECT, "alice", 7))])

    second = ask(first["last"]).json()

    assert [each["id"] for each in first["entries"]] == ["e-1/0"]
    assert [(each["kind"], each["key"], each["until"]) for each in second["entries"]] == [("subject", "alice", 7)]
    assert first["lacks"] == ["user events"]
    assert first["age"] < 10


def test_waits_for_news(ask, record):
    record.add([("e-1/0", SESSION)])
    last = ask().json()["last"]
    told = []

    def listen():
        told.append(ask(last).json())
        connections.close_all()

    waiting = Thread(target=listen)
    waiting.start()
    wait_until(lambda: peers._waiting._value == 3)
    record.add([("e-2/0", Entry(Kind.SUBJECT, "alice", 7))])
    waiting.join(5)

    assert [each["id"] for each in told[0]["entries"]] == ["e-2/0"]


def test_waits_within_a_transaction_too(record, provider):
    record.add([("e-1/0", SESSION)])
    polled = wiring.revocations()
    polled.start()
    assert polled.wait_beyond(0, 5.0)

    with transaction.atomic():
        rows = peers.wait_for_news(0, polled)

    assert [entry for _, _, entry in rows] == [SESSION]


def test_a_number_beyond_the_last_is_told_the_last(ask, record):
    record.add([("e-1/0", SESSION)])
    last = ask().json()["last"]

    assert ask(last + 1000).json()["last"] == last


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "9" * 30, "9" * 5000, "²"])
def test_refuses_what_is_no_number(ask, after):
    assert ask(after).status_code == 400


def test_only_who_may_read_revocations_is_told(ask, record):
    refused = ask(scope="orders:read")

    assert refused.status_code == 403
    assert Client().get("/revocations/").status_code == 401


def test_a_service_without_a_record_says_so(provider):
    headers = {"Authorization": f"Bearer {provider.issue(scope='revocations:read')}"}

    assert Client().get("/revocations/", headers=headers).status_code == 404


def test_who_finds_no_place_to_wait_is_answered_at_once(ask, record):
    record.add([("e-1/0", SESSION)])
    last = ask().json()["last"]
    for _ in range(4):
        peers._waiting.acquire()

    told = ask(last).json()

    for _ in range(4):
        peers._waiting.release()
    assert (told["last"], told["entries"]) == (last, [])


def test_what_the_last_number_is_stays_known_when_all_is_forgotten(ask, record):
    record.add([("e-1/0", SESSION)])
    last = ask().json()["last"]
    record.prune()
    for _ in range(4):
        peers._waiting.acquire()

    told = ask(last).json()

    for _ in range(4):
        peers._waiting.release()
    assert told["last"] == last
