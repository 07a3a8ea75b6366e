"""A bound on how often one address may be refused, off unless `REFUSAL_LIMIT` says how often a minute."""

import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from coatcheck.django import wiring
from coatcheck.django.once import OnceAProcess

WINDOW = 60.0
MAX_ADDRESSES = 10_000
ONE_SITE = 64


class RefusalLimit:
    """Counts the refusals of each address, minute by minute, in this process; those of an IPv6 /64 together.

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
            if now - self._began >= WINDOW:
                self._began, self._counts = now, {}
            if self._note(site_of(address)) <= self._limit:
                return 0
            return max(1, int(self._began + WINDOW - now))

    def _note(self, site: str) -> int:
        """Count, and forget whoever has been refused least lately where there is no place for one more."""
        count = self._counts[site] = self._counts.pop(site, 0) + 1
        if len(self._counts) > MAX_ADDRESSES:
            del self._counts[next(iter(self._counts))]
        return count


def site_of(address: str) -> str:
    """Return what is counted as one: an IPv4 address, or the /64 that one IPv6 customer has to himself. RFC 6177."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Network((int(parsed), ONE_SITE), strict=False))


@OnceAProcess
def refusal_limit() -> RefusalLimit | None:
    """Return this process's limit, None where it is switched off."""
    limit = wiring.settings().refusal_limit
    return None if limit is None else RefusalLimit(limit)
