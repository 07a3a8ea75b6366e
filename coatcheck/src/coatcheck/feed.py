"""Reading the realm's events, without gaps.

    sweep   330 s  |.......................................|   each 15 s, and at first
    poll     20 s                                     |....|   each time

An event's time is when it was sent; its row appears when the transaction commits: mostly at once, seconds later where
a slow receiver of back-channel logouts holds it up, five minutes at most. So each poll reads what was read before once
more, and now and then much more. Reading twice does no harm: what an event ends is kept under the event's id.

A poll that failed is made up for: the next good one begins where the last good one was.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from coatcheck.entries import SESSION_LIFE, Entry
from coatcheck.errors import RealmUnavailable
from coatcheck.feed_reader import Event, FeedConfig, FeedReader, Kind
from coatcheck.happenings import ClientNames, NewNames
from coatcheck.payload import is_text
from coatcheck.transport import AnswerTooLarge
from coatcheck.triggers import MalformedEvent, Outcome, read_admin_event, read_user_event
from coatcheck.user_triggers import USER_TRIGGERS

OVERLAP, SWEEP, SWEEP_EVERY = 20.0, 330.0, 15.0
SLICE = 3600.0
PAGE, LARGEST_PAGE = 500, 64_000
CONFIG_EVERY = 30.0

logger = logging.getLogger("coatcheck.feed")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll found: entries by the name of their cause, and up to when the feed is now read (realm's time)."""

    entries: tuple[tuple[str, Entry], ...]
    read_until: float
    is_caught_up: bool
    seen: dict[str, float] = field(repr=False)
    client_names: dict[str, str] = field(repr=False, default_factory=dict)
    age: float = 0.0


class Feed:
    """One realm's events. `read_until` is where an earlier life of this follower was, in the realm's seconds.

    `client_names` outlive the follower where they are given: a client may be disabled long after its name was told.

    `counts` grows: `events`, `malformed`, `unpinned`; `lacks` says what the realm does not keep.
    """

    def __init__(
        self,
        reader: FeedReader,
        issuer: str,
        *,
        read_until: float | None = None,
        client_names: ClientNames | None = None,
    ) -> None:
        self._reader = reader
        self._issuer = issuer
        self._read_until = read_until
        self._config: FeedConfig | None = None
        self._config_at = self._swept_at = float("-inf")
        self._seen: dict[str, float] = {}
        self._client_names = {} if client_names is None else client_names
        self.counts: Counter[str] = Counter()
        self.lacks: tuple[str, ...] = ()

    def poll(self) -> Batch:
        """Read what is new; hand it back by `confirm` once it is kept.

        Raises:
            RealmUnavailable: the feed cannot be read; nothing is lost, the next poll reads it.
        """
        config = self._fresh_config()
        now = self._reader.now()
        is_sweep = now - self._swept_at >= SWEEP_EVERY
        start = self._start(now, SWEEP if is_sweep else OVERLAP)
        end = start + SLICE if now - start > SLICE else None
        batch = self._read(config, start, end, now)
        if is_sweep and end is None:
            self._swept_at = now
        return batch

    def confirm(self, batch: Batch) -> None:
        """Go on from here: what this batch holds is kept."""
        self._read_until = batch.read_until
        for client_id, name in batch.client_names.items():
            self._client_names[client_id] = name
        self._seen |= batch.seen
        oldest = batch.read_until - 2 * SWEEP
        if len(self._seen) > PAGE:
            self._seen = {event: second for event, second in self._seen.items() if second >= oldest}

    def _start(self, now: float, back: float) -> float:
        if self._read_until is None:
            return now - SESSION_LIFE
        # A clock put back at the realm must not leave a hole.
        return min(self._read_until, now) - back

    def _fresh_config(self) -> FeedConfig:
        if self._config is None or self._reader.now() - self._config_at >= CONFIG_EVERY:
            self._config = self._reader.config()
            self._config_at = self._reader.now()
            self._tell_lacks(find_lacks(self._config))
        return self._config

    def _tell_lacks(self, lacks: tuple[str, ...]) -> None:
        if lacks != self.lacks:
            logger.log(logging.ERROR if lacks else logging.INFO, "the realm does not keep: %s", ", ".join(lacks) or "-")
        self.lacks = lacks

    def _read(self, config: FeedConfig, start: float, end: float | None, now: float) -> Batch:
        entries: list[tuple[str, Entry]] = []
        seen: dict[str, float] = {}
        names = NewNames(self._client_names)
        wanted = config.types & USER_TRIGGERS.keys()
        for kind, types in ((Kind.ADMIN, frozenset[str]()), (Kind.USER, wanted)):
            for event in self._events(kind, start, end, types):
                identity = identify(event)
                if identity not in self._seen and identity not in seen:
                    entries += self._entries(kind, event, names)
                    seen[identity] = milliseconds(event) / 1000
        return Batch(tuple(entries), now if end is None else end, end is None, seen, names.learnt)

    def _events(self, kind: Kind, start: float, end: float | None, types: frozenset[str]) -> Iterator[Event]:
        """Page by time, since rows that appear meanwhile move every other kind of page.

        `fewest` must be asked for to get further; a page too large to be read is asked for in smaller ones.
        """
        since, until, size, fewest = int(start * 1000), None if end is None else int(end * 1000), PAGE, 1
        while True:
            try:
                page = self._reader.page(kind, since, until, size=size, types=types)
            except AnswerTooLarge:
                if size == fewest:
                    raise
                size = max(size // 2, fewest)
                continue
            yield from page
            if len(page) < size:
                return
            last = max(map(milliseconds, page))
            if last > since:
                since, size, fewest = last, max(size, min(size * 2, PAGE)), 1
            elif size < LARGEST_PAGE:
                size, fewest = size * 2, size + 1
            else:
                raise RealmUnavailable(f"more than {size} {kind} in one millisecond")

    def _entries(self, kind: Kind, event: Event, names: NewNames) -> list[tuple[str, Entry]]:
        try:
            outcome = self._outcome(kind, event, names)
        except MalformedEvent as malformed:
            self.counts["malformed"] += 1
            logger.warning("a malformed event is skipped: %s", malformed)
            return []
        self.counts["events"] += 1
        if outcome.unpinned:
            self.counts["unpinned"] += 1
            logger.warning("everybody must renew: event %s does not tell whom it means", event["id"])
        # No token can carry what is no text to us.
        entries = [
            entry for entry in outcome.entries if is_text(entry.key) and (not entry.client or is_text(entry.client))
        ]
        return [(f"{event['id']}/{number}", entry) for number, entry in enumerate(entries)]

    def _outcome(self, kind: Kind, event: Event, names: NewNames) -> Outcome:
        if kind is Kind.USER:
            return read_user_event(event, self._issuer)
        return read_admin_event(event, self._issuer, names)


def identify(event: Event) -> str:
    """Return the event's id; one that has none is known by what it says, and counted once."""
    identity = event.get("id")
    return identity if isinstance(identity, str) else repr(event)


def milliseconds(event: Event) -> int:
    time = event.get("time")
    return time if isinstance(time, int) and not isinstance(time, bool) else 0


def find_lacks(config: FeedConfig) -> tuple[str, ...]:
    """Return what the realm does not keep and we need, in the words of its console."""
    lacks = [] if config.user_events else ["user events"]
    lacks += [] if config.admin_events else ["admin events"]
    lacks += [] if config.admin_details else ["details of admin events"]
    return tuple(lacks + [f"user event {each}" for each in sorted(USER_TRIGGERS.keys() - config.types)])
