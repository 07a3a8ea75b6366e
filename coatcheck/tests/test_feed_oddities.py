import pytest
from feeding import ISSUER, NOW, read

from coatcheck.entries import Effect, Entry, Kind
from coatcheck.feed_reader import FeedConfig
from coatcheck.feed_reader import Kind as Of
from coatcheck.transport import AnswerTooLarge
from coatcheck.user_triggers import USER_TRIGGERS


def test_skips_and_counts_what_is_malformed(feed, reader):
    reader.logout("s-1", time="soon")
    reader.logout("s-2", id=None)
    reader.logout("s-3")
    reader.events[Of.USER][0][1]["time"] = int(NOW * 1000)
    reader.events[Of.USER][0][1]["type"] = 7

    assert read(feed) == ["s-3"]
    assert read(feed) == []
    assert feed.counts["malformed"] == 2


@pytest.mark.parametrize("most", [2, 7, 300])
def test_reads_large_events_in_smaller_pages(feed, reader, most):
    reader.most = most
    for number in range(40):
        reader.logout(f"s-{number}", at=NOW + number / 1000)
    reader.time += 1

    assert read(feed) == [f"s-{number}" for number in range(40)]


def test_passes_nothing_over_that_it_cannot_read(feed, reader):
    for number in range(3):
        reader.logout(f"s-{number}")
    reader.most = 2

    with pytest.raises(AnswerTooLarge):
        feed.poll()
    reader.most = 3
    assert read(feed) == ["s-0", "s-1", "s-2"]


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
