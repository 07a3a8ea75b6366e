import pytest
from clocks import Clock

from coatcheck.config import Realm
from coatcheck.errors import RealmUnavailable
from coatcheck.key_ring import KeyRing, StoredKeys
from coatcheck.testing import Fault, make_key
from coatcheck.transport import Transport

DAY = 24 * 3600


class Store:
    """Keeps a set in memory, as the services' database does."""

    def __init__(self):
        self.stored = None

    def load(self):
        return self.stored

    def save(self, stored):
        self.stored = stored


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def make_ring(realm, store, clock):
    """Give a maker of rings that share one store, as workers share a database."""
    transport = Transport(deadline=1.0)
    yield lambda store=store: KeyRing(Realm(realm.issuer), transport, store, clock)
    transport.close()


@pytest.fixture
def ring(make_ring):
    return make_ring()


def test_has_nothing_before_the_first_fetch(ring):
    assert ring.living().ids == frozenset()
    assert ring.snapshot.version == 0


def test_takes_the_keys_that_may_check_signatures(ring):
    ring.fetch()

    assert ring.living().ids == {"realm-1"}
    assert ring.snapshot.version == 1


def test_is_due_again_after_four_minutes(ring, clock):
    ring.fetch()

    assert ring.due_at == clock() + 240


def test_changes_its_version_only_when_a_key_comes_or_goes(ring, realm):
    ring.fetch()
    ring.fetch()
    assert ring.snapshot.version == 1
    second = realm.rotate("second")
    ring.fetch()
    assert ring.snapshot.version == 2
    realm.withdraw(second)
    ring.fetch()

    assert ring.snapshot.version == 3


HARMLESS = (Fault.SLOW, Fault.ROTATING, Fault.WRONG_ISSUER)


@pytest.mark.parametrize(
    ("fault", "endpoint"),
    [(fault, "keys") for fault in Fault if fault not in HARMLESS]
    + [(Fault.DEAD, None), (Fault.HTML, "metadata"), (Fault.WRONG_ISSUER, "metadata")],
)
def test_keeps_the_old_set_when_the_realm_misbehaves(ring, realm, clock, fault, endpoint):
    ring.fetch()
    realm.misbehave(fault, endpoint)
    clock.move(301)

    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == {"realm-1"}
    assert ring.due_at == clock() + 10
    assert realm.requests["elsewhere"] == 0


def test_keeps_the_old_set_when_the_endpoint_is_gone(ring, realm):
    ring.fetch()
    realm.server.paths["keys"] = "/moved"

    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == {"realm-1"}


def test_believes_a_silent_realm_for_a_day(ring, realm, clock):
    ring.fetch()
    realm.misbehave(Fault.DEAD)
    clock.move(DAY)
    assert ring.living().ids == {"realm-1"}
    clock.move(1)

    assert ring.living().ids == frozenset()


def test_asks_more_often_while_it_has_no_key(ring, realm, clock):
    realm.misbehave(Fault.DEAD)

    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.due_at == clock() + 2


def test_a_withdrawn_key_is_dead_for_good(ring, realm, caplog):
    second = realm.rotate("second")
    ring.fetch()
    realm.withdraw(second)
    ring.fetch()
    realm.keys.insert(0, second)
    ring.fetch()

    assert ring.living().ids == {"realm-1"}
    assert ring.snapshot.withdrawn == {"second"}
    assert "withdrawn" in caplog.text


def test_a_withdrawn_key_stays_dead_in_an_outage(ring, realm):
    second = realm.rotate("second")
    ring.fetch()
    realm.withdraw(second)
    ring.fetch()
    realm.misbehave(Fault.DEAD)
    with pytest.raises(RealmUnavailable):
        ring.fetch()

    assert ring.living().ids == {"realm-1"}


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
