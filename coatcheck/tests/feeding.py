"""A realm's feed in memory, and a reader of it to the end."""

from dataclasses import dataclass, field

from coatcheck.errors import RealmUnavailable
from coatcheck.feed_reader import FeedConfig
from coatcheck.feed_reader import Kind as Of
from coatcheck.transport import AnswerTooLarge
from coatcheck.user_triggers import USER_TRIGGERS

ISSUER = "https://id.example.test/realms/acme"


NOW = 1_795_540_000.0


EVERYTHING = FeedConfig(user_events=True, admin_events=True, admin_details=True, types=frozenset(USER_TRIGGERS))


@dataclass
class Reader:
    """A realm's feed in memory; an event is there from its `visible` second on.

    A page of more than `most` events is too large to be read.
    """

    time: float = NOW
    kept: FeedConfig = EVERYTHING
    events: dict = field(default_factory=lambda: {Of.USER: [], Of.ADMIN: []})
    asked: list = field(default_factory=list)
    is_down: bool = False
    most: int = 1_000_000

    def now(self):
        return self.time

    def config(self):
        return self.kept

    def page(self, kind, since, until, *, size, types):
        if self.is_down:
            raise RealmUnavailable("down")
        self.asked.append((kind, since, until, size, types))
        found = [
            event
            for visible, event in self.events[kind]
            if visible <= self.time and since <= event.get("time", 0) <= (until or 1e18)
        ]
        page = sorted(found, key=lambda event: event.get("time", 0))[:size]
        if len(page) > self.most:
            raise AnswerTooLarge("too large")
        return page

    def logout(self, session, *, at=None, visible=None, **members):
        at = self.time if at is None else at
        event = {"id": f"e-{session}", "time": int(at * 1000), "type": "LOGOUT", "sessionId": session} | members
        self.events[Of.USER].append((at if visible is None else visible, event))


def read(feed):
    """Read until there is no more, and return the keys of what ended."""
    keys = []
    while True:
        batch = feed.poll()
        keys += [entry.key for _, entry in batch.entries]
        feed.confirm(batch)
        if batch.is_caught_up:
            return keys
