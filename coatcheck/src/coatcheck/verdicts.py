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
    """Who a token speaks for, from `since` until before `until`, while the keys are of this version."""

    principal: Principal
    claims: Claims
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
        self._recent: dict[bytes, Verdict] = {}
        self._older: dict[bytes, Verdict] = {}
        self.hits = 0
        self.misses = 0

    def find(self, token: str, version: int, now: float) -> Verdict | None:
        """Return the verdict on this token, if it still holds under keys of this version."""
        verdict = self._seen(digest_of(token))
        if verdict is not None and verdict.version == version and verdict.since <= now < verdict.until:
            self.hits += 1
            return verdict
        self.misses += 1
        return None

    def keep(self, token: str, principal: Principal, claims: Claims, version: int, now: float) -> Verdict:
        """Return a verdict reached just now, and remember it until the token ends."""
        until = min(now + self._lifetime, claims.expires_at)
        verdict = Verdict(principal, claims, now, until, version)
        self._put(digest_of(token), verdict)
        return verdict

    def _seen(self, digest: bytes) -> Verdict | None:
        verdict = self._recent.get(digest)
        if verdict is None:
            verdict = self._older.get(digest)
            if verdict is not None:
                self._put(digest, verdict)
        return verdict

    def _put(self, digest: bytes, verdict: Verdict) -> None:
        if len(self._recent) >= self._half:
            self._older, self._recent = self._recent, {}
        self._recent[digest] = verdict


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
