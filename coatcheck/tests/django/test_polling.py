from dataclasses import replace

import pytest
from clocks import Clock, wait_until
from django.db import connection

from coatcheck.claims import Claims
from coatcheck.django.models import FeedState
from coatcheck.django.polling import PolledRevocations
from coatcheck.django.store import RevocationStore
from coatcheck.entries import Entry, Kind
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.follower import State

pytestmark = pytest.mark.django_db(transaction=True)

NOW = 1_795_540_000
ISSUER = "https://id.example.test/realms/acme"
CLAIMS = Claims(ISSUER, "alice", frozenset({"orders"}), NOW + 300, NOW, "jti-1", "web", session_id="sid-1")
OTHER = replace(CLAIMS, subject="bob", session_id="sid-2", token_id="jti-2")


@pytest.fixture
def store():
    return RevocationStore(ISSUER, clock=lambda: NOW)


@pytest.fixture
def refreshed():
    return []


@pytest.fixture
def revocations(refreshed):
    revocations = PolledRevocations(lambda: refreshed.append(1), clock=lambda: NOW)
    yield revocations
    revocations.close()


def is_refused(revocations, claims):
    try:
        revocations.refuse_revoked(claims)
    except InvalidToken:
        return True
    return False


def test_knows_what_ended_before_its_first_request(store, revocations):
    store.add([("e-1/0", Entry(Kind.SESSION, "sid-1", NOW))])

    assert is_refused(revocations, CLAIMS)
    assert not is_refused(revocations, OTHER)


def test_learns_of_what_ends_later(store, revocations):
    assert not is_refused(revocations, CLAIMS)

    store.add([("e-1/0", Entry(Kind.SESSION, "sid-1", NOW))])

    wait_until(lambda: is_refused(revocations, CLAIMS))
    assert len(revocations) == 1


def test_has_keys_fetched_when_they_changed(store, revocations, refreshed):
    revocations.refuse_revoked(CLAIMS)

    store.add([("e-1/0", Entry(Kind.KEYS, ISSUER, NOW))])

    wait_until(lambda: refreshed)
    assert not is_refused(revocations, CLAIMS)


def test_knows_how_the_follower_is_doing(store, revocations):
    assert revocations.feed_age == float("inf")
    store.note(State(NOW - 7, ("user events",)))
    revocations.refuse_revoked(CLAIMS)

    assert revocations.feed_age == 7
    assert revocations.follower.lacks == ("user events",)
    assert revocations.polled_at == NOW


def test_loads_without_a_request_when_it_is_asked_whether_it_has(revocations):
    assert isinstance(revocations.is_loaded, bool)

    wait_until(lambda: revocations.is_loaded)


def test_decides_nothing_until_it_has_loaded(store):
    blind = PolledRevocations(lambda: None, clock=lambda: 1 / 0)
    blind.patience = 0.05

    with pytest.raises(RealmUnavailable):
        blind.refuse_revoked(CLAIMS)
    blind.close()


def test_goes_on_after_trouble(store):
    troubles = [OSError("once")]

    def report():
        if troubles:
            raise troubles.pop()

    revocations = PolledRevocations(lambda: None, clock=lambda: NOW, report=report)
    revocations.refuse_revoked(CLAIMS)
    store.add([("e-1/0", Entry(Kind.SESSION, "sid-1", NOW))])

    wait_until(lambda: is_refused(revocations, CLAIMS))
    revocations.close()


def test_what_is_known_stays_refused_while_the_database_is_away(store, revocations, caplog):
    store.add([("e-1/0", Entry(Kind.SESSION, "sid-1", NOW))])
    revocations.refuse_revoked(OTHER)
    with connection.schema_editor() as editor:
        editor.delete_model(FeedState)
    try:
        wait_until(lambda: "what has ended cannot be read" in caplog.text)
        assert is_refused(revocations, CLAIMS)
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(FeedState)


def test_tells_of_the_same_trouble_once_a_minute(store, caplog):
    clock = Clock()
    unstarted = PolledRevocations(lambda: None, clock=clock)
    with connection.schema_editor() as editor:
        editor.delete_model(FeedState)
    try:
        for _ in range(3):
            unstarted._try_to_poll()
        clock.move(60)
        unstarted._try_to_poll()
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(FeedState)

    assert caplog.text.count("what has ended cannot be read") == 2


def test_waits_for_an_entry_beyond_a_number(store, revocations):
    store.add([("e-1/0", Entry(Kind.SESSION, "sid-1", NOW))])
    revocations.start()

    assert revocations.wait_beyond(0, 5.0)
    assert not revocations.wait_beyond(1_000_000, 0.01)


def test_an_unstarted_one_ends_at_once():
    PolledRevocations(lambda: None).close()
