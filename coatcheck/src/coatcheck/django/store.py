"""What has ended, how the follower is doing, and the realm's keys, in the service's own database."""

import logging
import time
from collections.abc import Callable, Iterable

from django.db import DatabaseError, connection, transaction

from coatcheck.django.models import FeedState, KeySet, Revocation
from coatcheck.entries import GRACE, Effect, Entry, Kind
from coatcheck.follower import State
from coatcheck.key_ring import StoredKeys

# One number for all who add rows, so that sequence numbers become visible in the order they are given.
ADVISORY_LOCK = 0x636F6174
LOCK = "lock"
BATCH = 2000

logger = logging.getLogger("coatcheck.store")


class RevocationStore:
    """The rows, and how the follower of one `source` is doing. `token_life` is what a token lives at most, in seconds."""

    def __init__(self, source: str, clock: Callable[[], float] = time.time, *, token_life: int = 3600 + GRACE) -> None:
        self._source = source
        self._token_life = token_life
        self._clock = clock

    def add(self, entries: Iterable[tuple[str, Entry]]) -> int:
        """Keep entries, each under the unique name of its cause; return how many were new."""
        named = dict(entries)
        if not named:
            return 0
        with transaction.atomic():
            take_turn()
            known = set(Revocation.objects.filter(cause__in=list(named)).values_list("cause", flat=True))
            rows = [row_of(cause, entry, self._token_life) for cause, entry in named.items() if cause not in known]
            Revocation.objects.bulk_create(rows, batch_size=BATCH)
        return len(rows)

    def keep(self, entries: Iterable[tuple[str, Entry]], read_until: float, state: State) -> int:
        """Keep entries and the position together, or neither; return how many entries were new."""
        with transaction.atomic():
            new = self.add(entries)
            self._note(state, read_until=read_until)
        return new

    def note(self, state: State) -> None:
        """Keep only how the follower is doing."""
        self._note(state)

    def prune(self) -> None:
        """Forget what no living token can be meant by."""
        Revocation.objects.filter(forget_at__lt=int(self._clock())).delete()

    def read_until(self) -> float | None:
        """Return where an earlier follower was."""
        return FeedState.objects.filter(source=self._source).values_list("read_until", flat=True).first()

    def _note(self, state: State, **position: float) -> None:
        values = {"polled_at": state.polled_at, "lacks": list(state.lacks), "counts": dict(state.counts)} | position
        FeedState.objects.update_or_create(source=self._source, defaults=values)


def follower_state() -> State | None:
    """Return how this service's follower is doing, the freshest one's where several sources were followed."""
    states = [State(row.polled_at, tuple(row.lacks), row.counts) for row in FeedState.objects.exclude(source=LOCK)]
    return max(states, key=lambda state: state.polled_at or 0.0, default=None)


def entries_after(sequence: int, limit: int) -> list[tuple[int, Entry]]:
    """Return up to `limit` entries added after this number, lowest first, with their numbers."""
    return [(number, entry) for number, _, entry in rows_after(sequence, limit)]


def rows_after(sequence: int, limit: int) -> list[tuple[int, str, Entry]]:
    """As `entries_after`, with the names of their causes too."""
    rows = Revocation.objects.filter(sequence__gt=sequence).order_by("sequence")[:limit]
    names = ("sequence", "cause", "kind", "key", "until", "effect", "client")
    return [
        (number, cause, Entry(Kind(kind), key, until, Effect(effect), client))
        for number, cause, kind, key, until, effect, client in rows.values_list(*names)
    ]


def take_turn() -> None:
    """Wait until no other transaction that adds rows is open; ours holds the turn until it ends.

    A lower number that becomes visible later would never be found by who asks for what comes after a higher one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return
    # Writing first: SQLite gives no second writer a lock that began by reading.
    if not FeedState.objects.filter(source=LOCK).update(source=LOCK):
        FeedState.objects.create(source=LOCK)


def row_of(cause: str, entry: Entry, token_life: int) -> Revocation:
    return Revocation(
        cause=cause,
        kind=entry.kind.value,
        key=entry.key,
        client=entry.client,
        until=entry.until,
        effect=entry.effect.value,
        forget_at=entry.forget_at(token_life),
    )


class DatabaseKeyStore:
    """The last good key set of one issuer. Where the database cannot be reached it keeps nothing, and says so."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def load(self) -> StoredKeys | None:
        """Return the set; `None` where there is none to be had."""
        try:
            row = KeySet.objects.filter(issuer=self._issuer).first()
        except DatabaseError as error:
            logger.warning("the stored keys cannot be read: %s", type(error).__name__)
            return None
        finally:
            give_back()
        return None if row is None else StoredKeys(row.document, row.fetched_at, frozenset(row.withdrawn))

    def save(self, stored: StoredKeys) -> None:
        """Keep the set; an id that was withdrawn once stays withdrawn, whoever saves last."""
        try:
            with transaction.atomic():
                row, _ = KeySet.objects.select_for_update().get_or_create(
                    issuer=self._issuer, defaults={"document": {}, "fetched_at": 0.0}
                )
                row.withdrawn = sorted(stored.withdrawn.union(row.withdrawn))
                if stored.fetched_at >= row.fetched_at:
                    row.document, row.fetched_at = dict(stored.key_set), stored.fetched_at
                row.save()
        except DatabaseError as error:
            logger.warning("the keys cannot be stored: %s", type(error).__name__)
        finally:
            give_back()


def give_back() -> None:
    """Close this thread's connection: it is used every few minutes, by a thread that serves no request."""
    if not connection.in_atomic_block:
        connection.close()
