"""Refusing what has ended: memory only, no call and no query, at every request, verdict cached or not.

Subjects, sessions and token ids belong to one issuer, so there is one `Revocations` for each.
"""

import threading
import time
from collections.abc import Callable, Iterable

from coatcheck.claims import Claims
from coatcheck.entries import SESSION_LIFE, Effect, Entry, Kind
from coatcheck.errors import InvalidToken, Reason
from coatcheck.snapshot import MOST_RECENT, Snapshot

__all__ = ["Effect", "Entry", "Kind", "Revocations"]

_REASONS = {Effect.ENDED: Reason.REVOKED, Effect.RENEW: Reason.RENEWAL_NEEDED}


class Revocations:
    """What is known to have ended; grows while it is being asked. `keep_for` is in seconds, at least a token's life."""

    def __init__(
        self,
        *,
        keep_for: int = SESSION_LIFE,
        clock: Callable[[], float] = time.time,
        most_recent: int = MOST_RECENT,
    ) -> None:
        self._keep_for = keep_for
        self._clock = clock
        self._most_recent = most_recent
        self._adding = threading.Lock()
        self._snapshot = Snapshot()

    def __len__(self) -> int:
        return len(self._snapshot)

    def refuse_revoked(self, claims: Claims) -> None:
        """Refuse a token that an entry means.

        Raises:
            InvalidToken: it was revoked, or must be exchanged for a fresh one; `reason` tells which.
        """
        effect = self._snapshot.effect_on(claims)
        if effect is not None:
            raise InvalidToken(_REASONS[effect])

    def add(self, entries: Iterable[Entry]) -> None:
        """Refuse these too, from the next request on."""
        entries = tuple(entries)
        if not entries:
            return
        oldest = int(self._clock()) - self._keep_for
        with self._adding:
            news = self._snapshot.with_entries(entries, forget_before=oldest, most_recent=self._most_recent)
            self._snapshot = news
