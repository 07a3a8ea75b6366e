"""Asking for a key, and how it went."""

import pytest
from clocks import wait_until

from coatcheck.errors import InvalidToken, RealmUnavailable


def refuse(keys, key_id="unknown"):
    with pytest.raises(InvalidToken) as refused:
        keys.find(key_id, "RS256")
    return refused.value.reason


def unavailable(keys, key_id="unknown"):
    with pytest.raises(RealmUnavailable):
        keys.find(key_id, "RS256")
    return True


def settle(keys):
    wait_until(lambda: not keys.refresher.busy)
