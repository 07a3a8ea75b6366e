import time

import pytest

from coatcheck.django import once
from coatcheck.django.blindness import describe_feed, is_blind, is_loaded
from coatcheck.django.store import RevocationStore
from coatcheck.entries import Entry, Kind
from coatcheck.follower import State
from coatcheck.testing import Fault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed(orders, realm, settings):
    """The small project with a feed that was never read."""
    settings.COATCHECK = settings.COATCHECK | {"FEED_CLIENT_ID": "watcher", "FEED_CLIENT_SECRET": "hush"}
    yield orders
    once.reset()


@pytest.fixture
def clerk(bearer):
    return bearer(scope="orders:read orders:write", roles=["clerk"])


def write(client, clerk):
    return client.post("/api/orders/", {}, format="json", **clerk)


def test_a_write_that_needs_a_role_asks_the_realm_while_the_feed_is_silent(followed, clerk, realm):
    assert write(followed, clerk).status_code == 201
    assert realm.requests["introspection"] == 1


def test_a_write_that_a_role_forbids_asks_as_well(followed, clerk, realm):
    token = clerk["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": ["guest"]}}

    answer = followed.post("/api/no-guests/", **clerk)

    assert answer.status_code == 403
    assert realm.requests["introspection"] == 1


def test_the_answer_counts(followed, clerk, realm):
    realm.end(clerk["HTTP_AUTHORIZATION"].removeprefix("Bearer "))

    assert write(followed, clerk).status_code == 401


def test_the_view_meets_the_caller_as_the_realm_describes_it(followed, bearer, realm):
    boss = bearer(scope="orders:read orders:write", roles=["boss", "clerk"])
    token = boss["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": ["clerk"]}}

    assert followed.post("/api/no-guests/", **boss).json()["roles"] == ["clerk"]


def test_a_read_never_asks(followed, clerk, realm):
    assert followed.get("/api/orders/", **clerk).status_code == 200
    assert realm.requests["introspection"] == 0


def test_a_write_goes_on_where_the_realm_cannot_be_asked(followed, clerk, realm):
    realm.misbehave(Fault.DEAD, "introspection")

    assert write(followed, clerk).status_code == 201


def test_only_the_first_write_waits_for_a_realm_that_hangs(followed, clerk, realm):
    realm.misbehave(Fault.HANGING, "introspection")
    write(followed, clerk)
    started = time.monotonic()

    assert [write(followed, clerk).status_code for _ in range(3)] == [201] * 3
    assert time.monotonic() - started < 1
    assert realm.requests["introspection"] == 1


def test_or_does_not_where_the_project_will_have_it_so(followed, clerk, realm, settings):
    settings.COATCHECK = settings.COATCHECK | {"REFUSE_WHEN_BLIND": True}
    realm.misbehave(Fault.DEAD, "introspection")

    assert write(followed, clerk).status_code == 503


def test_nobody_asks_while_the_feed_is_read(followed, clerk, realm):
    RevocationStore(realm.issuer).note(State(realm.clock()))

    assert write(followed, clerk).status_code == 201
    assert realm.requests["introspection"] == 0


def test_what_we_know_to_have_ended_beats_what_the_realm_calls_active(followed, clerk, realm):
    claims = realm.issued[clerk["HTTP_AUTHORIZATION"].removeprefix("Bearer ")]
    RevocationStore(realm.issuer).add([("e-1/0", Entry(Kind.SESSION, claims["sid"], int(realm.clock())))])

    assert followed.get("/api/fresh/", **clerk).status_code == 401


def test_a_project_without_a_feed_is_never_blind(orders, clerk, realm):
    assert write(orders, clerk).status_code == 201
    assert realm.requests["introspection"] == 0
    assert (is_loaded(), is_blind(), describe_feed()) == (True, False, {})


def test_says_how_the_feed_is_doing(followed, clerk, realm):
    assert describe_feed() == {"feed": {"age_s": None, "lacks": []}}
    RevocationStore(realm.issuer).note(State(realm.clock() - 100, ("user events",)))
    followed.get("/api/orders/", **clerk)

    told = describe_feed()["feed"]

    assert told["age_s"] >= 100
    assert told["lacks"] == ["user events"]
    assert is_loaded()
    assert is_blind()
