from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from clocks import Clock

from coatcheck.entries import Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.follower import Follower, State

ENTRY = ("e-1/0", Entry(Kind.SESSION, "s-1", 1))


@dataclass
class Batch:
    entries: tuple = ()
    read_until: float = 5.0
    is_caught_up: bool = True
    age: float = 0.0


@dataclass
class Source:
    """Gives what it is told to, one after the other, and then nothing new."""

    script: list = field(default_factory=list)
    confirmed: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    lacks: tuple = ()
    meanwhile: Callable = lambda: None

    def poll(self):
        self.meanwhile()
        found = self.script.pop(0) if self.script else Batch()
        if isinstance(found, Exception):
            raise found
        return found

    def confirm(self, found):
        self.confirmed.append(found)


@dataclass
class Record:
    kept: list = field(default_factory=list)
    noted: list = field(default_factory=list)
    prunings: int = 0
    fault: Exception | None = None

    def keep(self, entries, read_until, state):
        if self.fault:
            raise self.fault
        self.kept.append((entries, read_until, state))
        return len(entries)

    def note(self, state):
        self.noted.append(state)

    def prune(self):
        self.prunings += 1


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def record():
    return Record()


@pytest.fixture
def follower(source, record, clock):
    return Follower(source, record, clock)


def test_keeps_what_it_finds_with_the_position(follower, source, record, clock):
    source.script = [Batch((ENTRY,), 7.0)]

    assert follower.step() == 0.5
    assert record.kept == [((ENTRY,), 7.0, State(clock(), (), {"polls": 1}))]


def test_confirms_only_what_is_kept(follower, source, record):
    source.script = [Batch((ENTRY,))]
    record.fault = OSError("the database is away")

    with pytest.raises(OSError):
        follower.step()
    assert source.confirmed == []


def test_goes_on_at_once_while_there_is_more(follower, source):
    source.script = [Batch(is_caught_up=False)]

    assert follower.step() == 0.0


@pytest.mark.parametrize(("took", "pause"), [(0.0, 0.5), (0.1, 0.4), (3.0, 0.25), (-60.0, 0.5)])
def test_takes_what_a_poll_took_off_the_pause_after_it(follower, source, clock, took, pause):
    source.meanwhile = lambda: clock.move(took)

    assert follower.step() == pytest.approx(pause)


def test_writes_its_position_each_second_when_nothing_happens(follower, record, clock):
    for _ in range(10):
        follower.step()
        clock.move(0.5)

    assert len(record.kept) == 5


def test_a_gap_is_counted_noted_and_logged(follower, source, record, caplog):
    source.script = [RealmUnavailable("the feed answered 403")] * 3

    for _ in range(3):
        follower.step()

    assert record.noted == [State(None, (), {"failures": 1})]
    assert [each.message for each in caplog.records] == ["the feed cannot be read: the feed answered 403"]


def test_says_each_minute_that_the_gap_goes_on(follower, source, record, clock, caplog):
    source.script = [RealmUnavailable("down")] * 150

    for _ in range(150):
        follower.step()
        clock.move(0.5)

    assert len(caplog.records) == 2
    assert record.noted[-1].counts["failures"] > 100


def test_adds_the_source_s_counts_and_lacks_to_its_own(follower, source, record):
    source.counts["malformed"] = 3
    source.lacks = ("user events",)

    follower.step()

    assert record.kept[0][2].counts == {"polls": 1, "malformed": 3}
    assert record.kept[0][2].lacks == ("user events",)


def test_prunes_each_minute(follower, record, clock):
    for _ in range(130):
        follower.step()
        clock.move(1)

    assert record.prunings == 3


def test_runs_until_it_is_told_to_stop(follower, record):
    waits = []

    follower.run(lambda seconds: waits.append(seconds) or len(waits) == 3)

    assert waits == [0.5] * 3


def test_is_as_blind_as_its_source(follower, source, record, clock):
    source.script = [Batch((ENTRY,), age=7.0), Batch((ENTRY,), age=float("inf"))]

    follower.step()
    follower.step()

    assert [state.polled_at for _, _, state in record.kept] == [clock() - 7, clock() - 7]
