import pytest

from coatcheck.config import Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.entries import Effect, Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.peer_feed import PeerFeed, write_entry
from coatcheck.testing import Fault
from coatcheck.transport import Transport

SESSION = Entry(Kind.SESSION, "s-1", 1_795_540_000)
GRANT = Entry(Kind.SUBJECT_CLIENT, "alice", 1_795_540_000, Effect.RENEW, client="web")


@pytest.fixture
def peer(realm):
    """Have the stand-in answer as another service would: what a test puts into its events' configuration."""
    realm.events_config = {"last": 0, "entries": [], "age": 0.3, "lacks": []}
    return realm


@pytest.fixture
def feed(peer):
    transport = Transport()
    credentials = ClientCredentials(Realm(peer.issuer), transport, "orders", "orders-secret")
    yield PeerFeed(peer.url_of("events-config"), transport, credentials, "revocations:read catalog:read")
    transport.close()


def test_reads_what_another_service_tells(feed, peer):
    told = [write_entry(7, "e-1/0", SESSION), write_entry(9, "e-2/0", GRANT)]
    peer.events_config |= {"last": 9, "entries": told, "lacks": ["user events"]}

    batch = feed.poll()

    assert batch.entries == (("e-1/0", SESSION), ("e-2/0", GRANT))
    assert (batch.read_until, batch.is_caught_up, batch.age) == (9.0, False, 0.3)
    assert feed.lacks == ("user events",)


def test_goes_on_from_what_it_was_told_last(feed, peer):
    peer.events_config["last"] = 9
    feed.confirm(feed.poll())

    feed.poll()

    asked = [each.query["after"] for each in peer.received if each.endpoint == "events-config"]
    assert asked == [["0"], ["9"]]


def test_reads_all_again_when_the_other_begins_anew(feed, peer, caplog):
    peer.events_config["last"] = 9
    feed.confirm(feed.poll())
    peer.events_config["last"] = 2

    batch = feed.poll()

    assert (batch.entries, batch.read_until, batch.is_caught_up) == ((), 0.0, False)
    assert "begins anew" in caplog.text


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": "everything"},
        {"effect": "maybe"},
        {"until": "soon"},
        {"until": True},
        {"key": ""},
        {"key": 7},
        {"client": None},
        {"client": "web"},
        {"id": "x" * 400},
    ],
)
def test_skips_and_counts_a_malformed_entry(feed, peer, spoilt):
    told = [write_entry(1, "e-1/0", SESSION) | spoilt, write_entry(2, "e-2/0", GRANT), "nothing"]
    peer.events_config |= {"last": 2, "entries": told}

    assert feed.poll().entries == (("e-2/0", GRANT),)
    assert feed.counts["malformed"] == 2


@pytest.mark.parametrize("answer", [[], {}, {"last": "9", "entries": []}, {"last": True, "entries": []}, {"last": 9}])
def test_says_that_the_other_makes_no_sense(feed, peer, answer):
    peer.events_config = answer

    with pytest.raises(RealmUnavailable):
        feed.poll()


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.ERROR, Fault.GARBAGE])
def test_says_that_the_other_cannot_be_asked(feed, peer, fault):
    feed.poll()
    peer.misbehave(fault, "events-config")

    with pytest.raises(RealmUnavailable):
        feed.poll()


@pytest.mark.parametrize("age", [None, "old", -1, True])
def test_an_age_it_does_not_tell_is_endless(feed, peer, age):
    peer.events_config["age"] = age

    assert feed.poll().age == float("inf")


def test_fetches_a_new_token_when_its_own_has_ended(feed, peer):
    feed.poll()
    peer.end(next(reversed(peer.issued)))

    feed.poll()

    assert peer.requests["token"] == 2
