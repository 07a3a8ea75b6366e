"""A bound on how often one address may be refused, off unless `REFUSAL_LIMIT` says how often a minute."""

import threading
import time
from collections.abc import Callable

from coatcheck.django import wiring
from coatcheck.django.once import OnceAProcess

WINDOW = 60.0
MAX_ADDRESSES = 10_000


class RefusalLimit:
    """Counts the refusals of each address, minute by minute, in this process.

    Accepted tokens are never counted nor held up: who shares an address with an attacker is not locked out.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._began = clock()
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, address: str) -> int:
        """Count one refusal; return 0, or the seconds to wait where it is one too many."""
        with self._lock:
            now = self._clock()
            if now - self._began >= WINDOW or len(self._counts) >= MAX_ADDRESSES:
                self._began, self._counts = now, {}
            self._counts[address] = self._counts.get(address, 0) + 1
            if self._counts[address] <= self._limit:
                return 0
            return max(1, int(self._began + WINDOW - now))


@OnceAProcess
def refusal_limit() -> RefusalLimit | None:
    """Return this process's limit, None where it is switched off."""
    limit = wiring.settings().refusal_limit
    return None if limit is None else RefusalLimit(limit)
