"""Waiting until a Django project under test has the realm's keys: a busy machine may need longer than a request waits."""

import time

from coatcheck.django import wiring

PAUSE = 0.005


def wait_for_keys(limit: float = 20.0) -> None:
    """Return when keys are at hand. `limit` is in seconds.

    Raises:
        TimeoutError: they are not in time.
    """
    end = time.monotonic() + limit
    while not wiring.keys().ready:
        if time.monotonic() >= end:
            raise TimeoutError("the stand-in realm's keys did not come")
        time.sleep(PAUSE)
