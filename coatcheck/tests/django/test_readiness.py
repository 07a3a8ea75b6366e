import pytest

from coatcheck.django import wiring
from coatcheck.testing.faults import Fault
from coatcheck.testing.readiness import wait_for_keys


def test_waits_until_keys_are_at_hand(project):
    wiring.reset()

    wait_for_keys()

    assert wiring.keys().ready


def test_says_when_they_do_not_come(project, realm):
    realm.misbehave(Fault.DEAD)
    wiring.reset()

    with pytest.raises(TimeoutError):
        wait_for_keys(limit=0.05)
