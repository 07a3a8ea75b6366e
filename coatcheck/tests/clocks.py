"""A clock that tests move by hand, and a way to wait for what a thread will do."""

import time


class Clock:
    """Seconds since 1970, standing still until `move`."""

    def __init__(self, now=1_800_000_000.0):
        self.now = now

    def __call__(self):
        return self.now

    def move(self, seconds):
        self.now += seconds


def wait_until(condition, limit=5.0):
    """Return once the condition holds, or fail."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)
