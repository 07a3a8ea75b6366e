import threading

import pytest

from coatcheck.config import ConfigurationError, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.errors import RealmUnavailable
from coatcheck.testing import Fault, make_key
from coatcheck.testing.server import Reply


def in_threads(count, work):
    """Run it in so many threads at once, and return what each gave or raised."""
    results = []

    def run():
        try:
            results.append(work())
        except RealmUnavailable as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_fetches_a_token_with_the_scopes_asked_for(realm, credentials):
    token = credentials.token("catalog:read")

    assert realm.issued[token]["scope"] == "catalog:read"
    assert realm.received[-1].form["grant_type"] == ["client_credentials"]


def test_fetches_a_token_by_private_key(realm, transport):
    realm.clients["orders"] = make_key("client")
    credentials = ClientCredentials(Realm(realm.issuer), transport, "orders", key=make_key("client").private_pem())

    assert credentials.token() in realm.issued
    assert "scope" not in realm.received[-1].form


def test_keeps_a_token_for_each_scope(realm, credentials):
    first, second = credentials.token("a:read"), credentials.token("b:read")

    assert first != second
    assert credentials.token("a:read") == first
    assert realm.requests["token"] == 2


def test_fetches_once_for_a_hundred_who_wait(realm, credentials):
    realm.misbehave(Fault.SLOW, "token", delay=0.1)

    tokens = in_threads(100, credentials.token)

    assert len(set(tokens)) == 1
    assert realm.requests["token"] == 1


def test_takes_the_token_of_a_flight_that_has_just_landed(realm, credentials):
    token = credentials.token()

    assert credentials._renewed("").token == token
    assert realm.requests["token"] == 1


def test_tells_all_who_wait_that_there_is_no_token(realm, credentials):
    realm.misbehave(Fault.HANGING, "token")

    results = in_threads(50, credentials.token)

    assert all(isinstance(result, RealmUnavailable) for result in results)
    assert realm.requests["token"] == 1


def test_fetches_again_once_the_realm_recovers(realm, credentials):
    realm.misbehave(Fault.ERROR, "token")
    with pytest.raises(RealmUnavailable):
        credentials.token()
    realm.mend()

    assert credentials.token() in realm.issued


def test_a_refused_client_is_an_outage_of_ours(realm, transport):
    credentials = ClientCredentials(Realm(realm.issuer), transport, "orders", "wrong")

    with pytest.raises(RealmUnavailable) as unavailable:
        credentials.token()

    assert "wrong" not in str(unavailable.value)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"access_token": None},
        {"access_token": ""},
        {"access_token": 1},
        {"access_token": "ü"},
        {"access_token": "a" * 16385},
    ],
)
def test_refuses_a_token_answer_that_is_odd(realm, credentials, body):
    credentials._discovery.endpoints()
    realm.server.answer = lambda request: Reply(body)

    with pytest.raises(RealmUnavailable):
        credentials.token()


@pytest.mark.parametrize("lifetime", [{}, {"expires_in": None}, {"expires_in": "300"}, {"expires_in": True}])
def test_takes_a_token_of_unknown_life_for_a_minute(realm, credentials, clock, lifetime):
    credentials._discovery.endpoints()
    realm.server.answer = lambda request: Reply({"access_token": f"token-{realm.requests['token']}"} | lifetime)
    first = credentials.token()
    clock.move(47)
    assert credentials.token() == first
    clock.move(1)

    assert credentials.token() != first


def test_needs_a_token_endpoint(realm, credentials):
    realm.metadata_changes["token_endpoint"] = None

    with pytest.raises(RealmUnavailable):
        credentials.token()


@pytest.mark.parametrize("given", [{}, {"secret": ""}, {"secret": "a", "key": make_key().private_pem()}])
def test_needs_a_secret_or_a_key(realm, transport, given):
    with pytest.raises(ConfigurationError):
        ClientCredentials(Realm(realm.issuer), transport, "orders", **given)


def test_an_unforeseen_fault_reaches_all_and_blocks_nobody(credentials):
    def broken():
        raise LookupError

    flight, _ = credentials._flights.board("")

    with pytest.raises(LookupError):
        credentials._flights.fly("", flight, broken)

    assert isinstance(flight.exception(), LookupError)
    assert credentials.token()
