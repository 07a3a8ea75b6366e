"""What has ended, as this worker knows it: a thread that asks the service's own database each half second.

The thread starts at the first request, so after any fork, and has a connection of its own. Until it has loaded all
there is, nothing is decided.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import Error, connections

from coatcheck.claims import Claims
from coatcheck.django.store import entries_after, follower_state
from coatcheck.entries import SESSION_LIFE, Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.follower import State
from coatcheck.revocation import Revocations

POLL_EVERY = 0.5
BATCH = 100_000
PATIENCE = 5.0
REPEAT_LOG = 60.0

logger = logging.getLogger("coatcheck.store")


class PolledRevocations:
    """Refuses what the database says has ended.

    `refresh_keys` is called when the realm's keys changed, `report` after each good poll. `follower` tells how the
    follower was doing at the last poll, which was at `polled_at`.
    """

    def __init__(
        self,
        refresh_keys: Callable[[], None],
        clock: Callable[[], float] = time.time,
        report: Callable[[], None] = lambda: None,
        keep_for: int = SESSION_LIFE,
    ) -> None:
        self._refresh_keys = refresh_keys
        self._report = report
        self._clock = clock
        self._revocations = Revocations(keep_for=keep_for, clock=clock)
        self._sequence = 0
        self._starting, self._news = threading.Lock(), threading.Condition()
        self._thread: threading.Thread | None = None
        self._loaded, self._ended = threading.Event(), threading.Event()
        self._warned_at = float("-inf")
        self.follower: State | None = None
        self.polled_at: float | None = None
        self.patience = PATIENCE

    def __len__(self) -> int:
        return len(self._revocations)

    @property
    def is_loaded(self) -> bool:
        """Whether all there is has been loaded; asking also sets that going."""
        self.start()
        return self._loaded.is_set()

    @property
    def feed_age(self) -> float:
        """Seconds since the follower last read the feed, as far as this worker knows; infinite where it never did."""
        polled_at = self.follower.polled_at if self.follower else None
        return float("inf") if polled_at is None else max(0.0, self._clock() - polled_at)

    def refuse_revoked(self, claims: Claims) -> None:
        """Refuse a token that has ended.

        Raises:
            InvalidToken: as `Revocations`.
            RealmUnavailable: what has ended cannot be read from the database, since this worker started.
        """
        if not self._loaded.is_set():
            self.start()
            if not self._loaded.wait(self.patience):
                raise RealmUnavailable("the record of what has ended cannot be read")
        self._revocations.refuse_revoked(claims)

    def wait_beyond(self, sequence: int, patience: float) -> bool:
        """Wait until this worker knows of an entry after this number, `patience` seconds at most; tell whether it does."""
        with self._news:
            return self._news.wait_for(lambda: self._sequence > sequence or self._ended.is_set(), patience)

    def start(self) -> None:
        """Start the thread, once."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="coatcheck-revocations", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._ended.set()
        with self._news:
            self._news.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._try_to_poll()
            if self._ended.wait(POLL_EVERY):
                connections.close_all()
                return

    def _try_to_poll(self) -> None:
        """What is known stays refused whatever goes wrong; the age of what is known is a metric, and readyz tells."""
        try:
            self._poll()
        except Error as error:
            connections.close_all()
            if self._clock() - self._warned_at >= REPEAT_LOG:
                self._warned_at = self._clock()
                logger.error("what has ended cannot be read: %s", type(error).__name__)  # noqa: TRY400 - each minute
        except Exception:  # the thread must go on: without it nothing new is ever refused
            connections.close_all()
            logger.exception("what has ended cannot be read")

    def _poll(self) -> None:
        self.follower = follower_state()
        while rows := entries_after(self._sequence, BATCH):
            self._take(rows)
        self.polled_at = self._clock()
        self._loaded.set()
        self._report()

    def _take(self, rows: Sequence[tuple[int, Entry]]) -> None:
        entries = [entry for _, entry in rows]
        self._revocations.add(entry for entry in entries if entry.kind is not Kind.KEYS)
        with self._news:
            self._sequence = rows[-1][0]
            self._news.notify_all()
        if any(entry.kind is Kind.KEYS for entry in entries):
            self._refresh_keys()
