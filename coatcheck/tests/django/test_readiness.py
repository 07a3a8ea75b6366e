import pytest

from coatcheck.django import once, wiring
from coatcheck.testing.faults import Fault
from coatcheck.testing.readiness import wait_for_keys


def test_waits_until_keys_are_at_hand(project):
    once.reset()

    wait_for_keys()

    assert wiring.keys().ready


def test_says_when_they_do_not_come(project, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    with pytest.raises(TimeoutError):
        wait_for_keys(limit=0.05)
