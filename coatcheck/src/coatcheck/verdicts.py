"""Verdicts already reached, by digest of the token: a token seen a moment ago costs a look-up.

A verdict says that a signature held and the rules were kept. Time, revocation and permission are never part of it:
they are asked at every use.
"""

import hashlib
from dataclasses import dataclass

from coatcheck.claims import Claims
from coatcheck.principal import Principal

LIFETIME = 60.0
SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who a token speaks for, and what it says."""

    principal: Principal
    claims: Claims


@dataclass(frozen=True, slots=True)
class Remembered:
    """A verdict that holds from `since` until before `until`, while the keys are of this version."""

    verdict: Verdict
    since: float
    until: float
    version: int


class Verdicts:
    """At most `size` verdicts, each for at most `lifetime` seconds.

    Two dictionaries take turns: what was not used while one filled up is gone with the other. So a hit is one or two
    look-ups, needs no lock, and dropping costs nothing. `hits` and `misses` count the answers of `find`.
    """

    def __init__(self, *, size: int = SIZE, lifetime: float = LIFETIME) -> None:
        self._half = size // 2
        self._lifetime = lifetime
        self._recent: dict[bytes, Remembered] = {}
        self._older: dict[bytes, Remembered] = {}
        self.hits = 0
        self.misses = 0

    def find(self, digest: bytes, version: int, now: float) -> Verdict | None:
        """Return the verdict on the token of this digest, if it still holds under keys of this version."""
        known = self._recent.get(digest) or self._among_older(digest)
        if known is not None and known.version == version and known.since <= now < known.until:
            self.hits += 1
            return known.verdict
        self.misses += 1
        return None

    def keep(self, digest: bytes, verdict: Verdict, version: int, now: float) -> Verdict:
        """Remember a verdict reached just now, until its token ends at the latest, and return it."""
        until = min(now + self._lifetime, verdict.claims.expires_at)
        self._put(digest, Remembered(verdict, now, until, version))
        return verdict

    def _among_older(self, digest: bytes) -> Remembered | None:
        known = self._older.get(digest)
        if known is not None:
            self._put(digest, known)
        return known

    def _put(self, digest: bytes, known: Remembered) -> None:
        if len(self._recent) >= self._half:
            self._older, self._recent = self._recent, {}
        self._recent[digest] = known


def digest_of(token: str) -> bytes:
    """Return what stands for a token where the token itself must not be kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
