import threading
from contextlib import suppress

import pytest
from asking import refuse, settle, unavailable
from clocks import Clock, wait_until

from coatcheck.errors import RealmUnavailable, Reason
from coatcheck.keys import StaticKeys
from coatcheck.testing import Fault, make_key


def test_static_keys_are_found_or_refused(realm):
    keys = StaticKeys(realm.key_set())

    assert keys.find("realm-1", "RS256").key_id == "realm-1"
    assert refuse(keys) is Reason.UNKNOWN_KEY


def test_fetches_the_keys_at_the_first_question(make_keys, realm):
    keys = make_keys()
    assert keys.fetched_at is None

    assert keys.find("realm-1", "RS256").key_id == "realm-1"
    assert realm.requests["keys"] == 1
    assert keys.fetched_at is not None


def test_many_first_questions_cost_one_fetch(make_keys, realm):
    keys = make_keys()

    def ask():
        with suppress(RealmUnavailable):
            keys.find("realm-1", "RS256")

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(keys)

    assert keys.find("realm-1", "RS256")
    assert realm.requests["keys"] == 1


class Meanwhile(Clock):
    """Does something of another thread's right after that reading of the test's own which `todo` names, from 1 on."""

    def __init__(self):
        super().__init__()
        self.todo = {}
        self._reader = threading.get_ident()

    def __call__(self):
        now = self.now
        if threading.get_ident() == self._reader:
            self.todo = {reading - 1: act for reading, act in self.todo.items()}
            self.todo.pop(0, lambda: None)()
        return now


@pytest.fixture
def meanwhile():
    return Meanwhile()


@pytest.fixture
def crossed(make_keys, meanwhile):
    """Give the realm's keys, fetched once, on a clock at whose readings something else may happen."""
    keys = make_keys(clock=meanwhile)
    keys.find("realm-1", "RS256")
    settle(keys)
    return keys


def test_does_not_fetch_again_for_a_key_that_has_just_come(crossed, meanwhile, realm):
    realm.rotate("second")
    looked_it_up = 2
    meanwhile.todo[looked_it_up] = crossed._ring.fetch

    assert crossed.find("second", "RS256").key_id == "second"
    assert realm.requests["keys"] == 2


def test_refreshes_only_if_that_is_still_due_when_it_is_its_turn(crossed, meanwhile, realm):
    meanwhile.move(300)
    found_it_due = 1
    meanwhile.todo[found_it_due] = lambda: meanwhile.move(-300)

    assert crossed.find("realm-1", "RS256")
    settle(crossed)
    assert realm.requests["keys"] == 1


def test_waits_no_longer_than_its_patience(make_keys):
    class HeldUp:
        gate = threading.Event()

        def load(self):
            assert self.gate.wait(30)

        def save(self, stored):
            pass

    store = HeldUp()
    keys = make_keys(store=store, patience=0.01)

    assert unavailable(keys)
    assert keys.refresher.busy
    store.gate.set()


def test_is_ready_once_keys_are_at_hand(make_keys):
    keys = make_keys()
    assert not keys.ready

    wait_until(lambda: keys.ready)


def test_asks_the_realm_nothing_about_a_known_key(keys, realm):
    for _ in range(100):
        keys.find("realm-1", "RS256")

    assert realm.requests["keys"] == 1


def test_refreshes_ahead_in_the_background(keys, realm, clock):
    clock.move(239)
    keys.find("realm-1", "RS256")
    assert realm.requests["keys"] == 1
    clock.move(1)
    keys.find("realm-1", "RS256")

    wait_until(lambda: realm.requests["keys"] == 2)


def test_sleeps_until_the_next_refresh_is_due(keys, clock):
    assert keys._pause() == 240
    clock.move(300)

    assert keys._pause() == 0.1


def test_finds_a_new_key_at_once(keys, realm):
    realm.rotate("second")

    assert keys.find("second", "RS256").key_id == "second"
    assert realm.requests["keys"] == 2


def test_finds_a_new_key_when_the_bucket_fills_again(keys, realm, clock):
    for number in range(10):
        refuse(keys, f"unknown-{number}")
    realm.rotate("second")
    assert refuse(keys, "second") is Reason.UNKNOWN_KEY
    clock.move(10)

    assert keys.find("second", "RS256").key_id == "second"


def test_finds_the_only_fitting_key_without_an_id(keys):
    assert keys.find(None, "RS256").key_id == "realm-1"


def test_takes_what_a_realm_on_the_move_publishes(keys, realm):
    realm.misbehave(Fault.ROTATING, "keys")

    assert keys.find(f"rotating-{realm.requests['keys'] + 1}", "ES256")
    assert refuse(keys, "realm-1") is Reason.WITHDRAWN_KEY


def test_is_closed_and_goes_on_when_asked(keys, realm):
    keys.close()
    realm.rotate("second")

    assert keys.find("second", "RS256").key_id == make_key("second").key_id
