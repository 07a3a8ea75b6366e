"""Waiting until the small project has the realm's keys: a busy machine may need longer than a request waits."""

import time

from coatcheck.django import wiring


def wait_for_keys(limit: float = 20.0) -> None:
    """Return when keys are at hand; `limit` is in seconds."""
    end = time.monotonic() + limit
    while not wiring.keys().ready:
        assert time.monotonic() < end, "no keys in time"
        time.sleep(0.005)
