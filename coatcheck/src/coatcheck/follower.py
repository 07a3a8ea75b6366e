"""One process that keeps a service's record of what has ended: reads, writes down, goes on, whatever happens."""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from coatcheck.entries import Entry
from coatcheck.errors import RealmUnavailable

POLL_EVERY, SHORTEST_PAUSE = 0.5, 0.25
NOTE_EVERY, PRUNE_EVERY, REPEAT_LOG = 1.0, 60.0, 60.0

logger = logging.getLogger("coatcheck.feed")


class Found(Protocol):
    """What a source found, and where it is now in its own terms."""

    @property
    def entries(self) -> tuple[tuple[str, Entry], ...]:
        """Each under the unique name of its cause."""

    @property
    def read_until(self) -> float:
        """From where an earlier life of this follower would go on."""

    @property
    def is_caught_up(self) -> bool:
        """Whether there was no more to read."""

    @property
    def age(self) -> float:
        """How old the source's own knowledge was, in seconds."""


Finding = TypeVar("Finding", bound=Found)


class Source(Protocol[Finding]):
    """Something that tells what has ended: the realm's feed, or another service's follower."""

    counts: Counter[str]
    lacks: tuple[str, ...]

    def poll(self) -> Finding:
        """Return what is new, or raise RealmUnavailable."""

    def confirm(self, found: Finding) -> None:
        """Go on from here: what was found is kept."""


@dataclass(frozen=True, slots=True)
class State:
    """How the follower is doing: when its last good poll was (our own seconds since 1970), and what it counted."""

    polled_at: float | None = None
    lacks: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class Record(Protocol):
    """Where it is kept."""

    def keep(self, entries: Iterable[tuple[str, Entry]], read_until: float, state: State) -> int:
        """Keep entries and the position together, or neither; return how many entries were new."""

    def note(self, state: State) -> None:
        """Keep only how the follower is doing."""

    def prune(self) -> None:
        """Forget what no living token can be meant by."""


class Follower(Generic[Finding]):
    """Polls each half second, at once while there is more. Its counts are `polls`, `failures` and the source's.

    What a poll takes is taken off the pause after it, but not all of it: a slow source is not pressed.
    """

    def __init__(self, source: Source[Finding], record: Record, clock: Callable[[], float] = time.time) -> None:
        self._source = source
        self._record = record
        self._clock = clock
        self._polled_at: float | None = None
        self._noted_at = self._pruned_at = self._warned_at = float("-inf")
        self._counts: Counter[str] = Counter()

    def run(self, wait: Callable[[float], bool]) -> None:
        """Follow until `wait` (seconds) returns True."""
        while not wait(self.step()):
            pass

    def step(self) -> float:
        """Poll once, and return for how many seconds to wait before the next time."""
        started = self._clock()
        try:
            found = self._source.poll()
        except RealmUnavailable as error:
            self._fail(error)
            return POLL_EVERY
        self._counts["polls"] += 1
        if math.isfinite(found.age):
            self._polled_at = self._clock() - found.age
        self._keep(found)
        self._source.confirm(found)
        self._prune()
        return pause_after(self._clock() - started) if found.is_caught_up else 0.0

    def _keep(self, found: Finding) -> None:
        if not found.entries and found.is_caught_up and self._clock() - self._noted_at < NOTE_EVERY:
            return
        new = self._record.keep(found.entries, found.read_until, self._state())
        self._noted_at = self._clock()
        if new:
            logger.info("%d new entries", new)

    def _fail(self, error: RealmUnavailable) -> None:
        """A gap is never silent: it is counted, logged at once and each minute, and the feed's age shows it."""
        self._counts["failures"] += 1
        now = self._clock()
        if now - self._warned_at >= REPEAT_LOG:
            logger.error("the feed cannot be read: %s", error.cause)
            self._warned_at = now
        if now - self._noted_at >= NOTE_EVERY:
            self._record.note(self._state())
            self._noted_at = now

    def _prune(self) -> None:
        if self._clock() - self._pruned_at >= PRUNE_EVERY:
            self._record.prune()
            self._pruned_at = self._clock()

    def _state(self) -> State:
        return State(self._polled_at, self._source.lacks, dict(self._counts + self._source.counts))


def pause_after(took: float) -> float:
    """Return for how long to wait after a poll that took so many seconds, if our clock was not put back meanwhile."""
    return min(POLL_EVERY, max(SHORTEST_PAUSE, POLL_EVERY - took))
