import pytest

from coatcheck.errors import RealmUnavailable
from coatcheck.key_ring import StoredKeys
from coatcheck.testing import Fault, make_key

DAY = 24 * 3600


def test_a_worker_that_starts_in_an_outage_has_the_living_keys_only(make_ring, realm):
    second = realm.rotate("second")
    first = make_ring()
    first.fetch()
    realm.withdraw(second)
    first.fetch()
    realm.misbehave(Fault.DEAD)
    late = make_ring()
    with pytest.raises(RealmUnavailable):
        late.fetch()

    assert late.living().ids == {"realm-1"}
    assert late.snapshot.withdrawn == {"second"}


def test_a_worker_that_missed_a_withdrawal_learns_it_from_the_store(make_ring, realm):
    second = realm.rotate("second")
    first, other = make_ring(), make_ring()
    first.fetch()
    other.fetch()
    realm.withdraw(second)
    first.fetch()
    realm.keys.insert(0, second)
    other.fetch()

    assert other.living().ids == {"realm-1"}


def test_a_worker_in_an_outage_takes_what_another_has_seen_later(make_ring, realm, clock):
    first, other = make_ring(), make_ring()
    other.fetch()
    clock.move(100)
    realm.rotate("second")
    first.fetch()
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        other.fetch()

    assert other.living().ids == {"realm-1", "second"}
    assert other.snapshot.fetched_at == first.snapshot.fetched_at


def test_an_older_stored_set_brings_its_dead_and_nothing_else(ring, store, realm, clock):
    realm.rotate("second")
    ring.fetch()
    store.stored = StoredKeys({"keys": [make_key("older").jwk()]}, clock() - 1, frozenset({"second"}))
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == {"realm-1"}
    assert ring.snapshot.fetched_at == clock()


def test_an_unreadable_stored_set_makes_what_is_at_hand_no_younger(ring, store, realm, clock):
    ring.fetch()
    store.stored = StoredKeys({"keys": []}, clock() + 100)
    clock.move(200)
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.snapshot.fetched_at == clock() - 200


def test_reads_no_key_set_beyond_256_kib(ring, realm):
    realm.extra_keys.append({"kty": "none", "padding": "x" * 300 * 1024})

    with pytest.raises(RealmUnavailable):
        ring.fetch()


def test_an_unreadable_stored_set_is_left_alone(ring, store, realm, clock, caplog):
    store.stored = StoredKeys({"keys": []}, clock())
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == frozenset()
    assert "stored key set" in caplog.text


def test_a_stored_set_from_a_clock_ahead_is_believed_no_longer(ring, store, realm, clock):
    store.stored = StoredKeys(realm.key_set(), clock() + 10 * DAY)
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()
    clock.move(DAY + 1)

    assert ring.living().ids == frozenset()


def test_stores_what_it_fetched(ring, store, realm, clock):
    ring.fetch()

    assert store.stored == StoredKeys(realm.key_set(), clock(), frozenset())


def test_needs_no_store(make_ring, realm):
    ring = make_ring(None)
    ring.fetch()
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == {"realm-1"}
