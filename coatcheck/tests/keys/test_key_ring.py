import pytest

from coatcheck.errors import RealmUnavailable
from coatcheck.testing import Fault

DAY = 24 * 3600


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
