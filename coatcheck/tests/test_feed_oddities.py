from dataclasses import dataclass, field

import pytest

from coatcheck.entries import Effect, Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.feed import Feed
from coatcheck.feed_reader import FeedConfig
from coatcheck.feed_reader import Kind as Of
from coatcheck.user_triggers import USER_TRIGGERS

ISSUER = "https://id.example.test/realms/acme"


NOW = 1_795_540_000.0


EVERYTHING = FeedConfig(user_events=True, admin_events=True, admin_details=True, types=frozenset(USER_TRIGGERS))


@dataclass
class Reader:
    """A realm's feed in memory; an event is there from its `visible` second on."""

    time: float = NOW
    kept: FeedConfig = EVERYTHING
    events: dict = field(default_factory=lambda: {Of.USER: [], Of.ADMIN: []})
    asked: list = field(default_factory=list)
    is_down: bool = False

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
        return sorted(found, key=lambda event: event.get("time", 0))[:size]

    def logout(self, session, *, at=None, visible=None, **members):
        at = self.time if at is None else at
        event = {"id": f"e-{session}", "time": int(at * 1000), "type": "LOGOUT", "sessionId": session} | members
        self.events[Of.USER].append((at if visible is None else visible, event))


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def feed(reader):
    feed = Feed(reader, ISSUER, read_until=NOW)
    read(feed)
    return feed


def read(feed):
    """Read until there is no more, and return the keys of what ended."""
    keys = []
    while True:
        batch = feed.poll()
        keys += [entry.key for _, entry in batch.entries]
        feed.confirm(batch)
        if batch.is_caught_up:
            return keys


def test_skips_and_counts_what_is_malformed(feed, reader):
    reader.logout("s-1", time="soon")
    reader.logout("s-2", id=None)
    reader.logout("s-3")
    reader.events[Of.USER][0][1]["time"] = int(NOW * 1000)
    reader.events[Of.USER][0][1]["type"] = 7

    assert read(feed) == ["s-3"]
    assert read(feed) == []
    assert feed.counts["malformed"] == 2


def test_counts_what_does_not_tell_whom_it_means(feed, reader):
    group = {"id": "a-1", "time": int(NOW * 1000), "operationType": "DELETE", "resourceType": "GROUP"}
    reader.events[Of.ADMIN].append((NOW, group | {"resourcePath": "groups/g-1"}))

    assert feed.poll().entries == (("a-1/0", Entry(Kind.ISSUER, ISSUER, int(NOW), Effect.RENEW)),)
    assert feed.counts["unpinned"] == 1


def test_tells_what_the_realm_does_not_keep(feed, reader):
    assert feed.lacks == ()
    types = frozenset(USER_TRIGGERS) - {"LOGOUT"}
    reader.kept = FeedConfig(user_events=False, admin_events=False, admin_details=False, types=types)
    reader.time += 31

    read(feed)

    assert feed.lacks == ("user events", "admin events", "details of admin events", "user event LOGOUT")


def test_asks_only_for_types_that_the_realm_knows(feed, reader):
    reader.kept = FeedConfig(user_events=True, admin_events=True, admin_details=True, types=frozenset({"LOGOUT", "X"}))
    reader.time += 31
    reader.asked.clear()

    read(feed)

    assert [types for kind, *_, types in reader.asked if kind is Of.USER] == [{"LOGOUT"}]


def test_a_clock_put_back_at_the_realm_leaves_no_hole(feed, reader):
    reader.time -= 600
    reader.logout("s-1")

    assert read(feed) == ["s-1"]


def test_remembers_only_the_ids_it_may_meet_again(feed, reader):
    for minute in range(60):
        for number in range(20):
            reader.logout(f"s-{minute}-{number}")
        read(feed)
        reader.time += 60

    assert len(feed._seen) <= 500


@pytest.mark.parametrize("session", ["s\x00", "s" * 256, "s\n"])
def test_passes_over_what_no_token_can_carry(feed, reader, session):
    reader.logout(session, id="e-1")

    assert read(feed) == []
