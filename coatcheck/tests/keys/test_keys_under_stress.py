import threading
import time

import pytest
from asking import refuse, settle, unavailable
from clocks import wait_until

from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.key_ring import StoredKeys
from coatcheck.testing import Fault

DAY = 24 * 3600


def test_a_thousand_unknown_ids_cost_four_fetches_in_ten_seconds(keys, realm, clock):
    """CVE-2026-48524."""
    for number in range(1000):
        assert refuse(keys, f"unknown-{number}") is Reason.UNKNOWN_KEY
        clock.move(0.01)
    settle(keys)

    assert realm.requests["keys"] <= 1 + 4


def test_failed_fetches_empty_the_bucket_too(keys, realm, clock):
    realm.misbehave(Fault.ERROR, "keys")
    for number in range(100):
        assert unavailable(keys, f"unknown-{number}")
        clock.move(0.01)

    assert realm.requests["keys"] <= 1 + 3


def test_a_refused_algorithm_costs_no_fetch(keys, realm):
    with pytest.raises(InvalidToken) as refused:
        keys.find("realm-1", "RS512")

    assert refused.value.reason is Reason.WRONG_ALGORITHM
    assert realm.requests["keys"] == 1


def test_an_unknown_key_is_an_outage_while_the_latest_fetch_failed(keys, realm, clock):
    realm.misbehave(Fault.HTML, "keys")

    assert all(unavailable(keys) for _ in range(10))
    realm.mend()
    clock.move(10)
    assert refuse(keys) is Reason.UNKNOWN_KEY


def test_one_request_waits_in_vain_and_the_others_do_not_wait(make_keys, realm):
    keys, took = make_keys(patience=1.0), []
    wait_until(lambda: keys.ready)
    realm.misbehave(Fault.HANGING, "keys")

    def ask():
        before = time.monotonic()
        with pytest.raises((RealmUnavailable, InvalidToken)) as raised:
            keys.find("unknown", "RS256")
        took.append((raised.type, time.monotonic() - before >= 1.0))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(took, key=str) == [(InvalidToken, False)] * 19 + [(RealmUnavailable, True)]


def test_a_known_key_does_not_wait_for_a_hanging_realm(keys, realm, clock):
    realm.misbehave(Fault.HANGING, "keys")
    clock.move(300)
    for _ in range(1000):
        keys.find("realm-1", "RS256")

    assert keys.refresher.busy


def test_a_cold_start_with_a_dead_realm_is_an_outage(make_keys, realm, clock):
    realm.misbehave(Fault.DEAD)
    keys = make_keys()

    assert unavailable(keys, "realm-1")
    assert not keys.ready
    realm.mend()
    clock.move(2)
    wait_until(lambda: keys.ready)
    assert keys.find("realm-1", "RS256")


def test_a_day_of_silence_is_survived_and_then_it_is_an_outage(keys, realm, clock, caplog):
    realm.misbehave(Fault.DEAD)
    clock.move(DAY)
    assert keys.find("realm-1", "RS256")
    wait_until(lambda: keys.refresher.failures == 1)
    assert "could not be fetched" in caplog.text
    clock.move(1)
    assert unavailable(keys, "realm-1")
    assert not keys.ready
    realm.mend()
    clock.move(10)

    assert keys.find("realm-1", "RS256")


def test_a_withdrawn_key_is_refused_without_a_fetch(keys, realm):
    second = realm.rotate("second")
    keys.find("second", "RS256")
    realm.withdraw(second)
    keys.refresh()
    wait_until(lambda: keys.version == 3)
    before = realm.requests["keys"]

    assert refuse(keys, "second") is Reason.WITHDRAWN_KEY
    assert realm.requests["keys"] == before


def test_a_worker_started_in_an_outage_finds_stored_keys(make_keys, realm, clock):
    class Store:
        def load(self):
            return StoredKeys(realm.key_set(), clock() - 3600, frozenset())

    realm.misbehave(Fault.HANGING)

    assert make_keys(store=Store(), patience=0.25).find("realm-1", "RS256")


def test_refreshes_when_the_realm_says_so_whatever_the_bucket(keys, realm):
    for number in range(10):
        refuse(keys, f"unknown-{number}")
    before = realm.requests["keys"]

    keys.refresh()

    wait_until(lambda: realm.requests["keys"] == before + 1)


def test_a_flood_of_such_news_is_bounded_and_none_is_lost(keys, realm, clock):
    for _ in range(100):
        keys.refresh()
        settle(keys)
    assert realm.requests["keys"] == 1 + 5
    clock.move(0.5)
    keys.find("realm-1", "RS256")
    settle(keys)
    assert realm.requests["keys"] == 1 + 5
    keys.find("realm-1", "RS256")
    clock.move(1)
    keys.find("realm-1", "RS256")

    wait_until(lambda: realm.requests["keys"] == 1 + 6)
