import pytest
from feeding import ISSUER, NOW, read

from coatcheck.entries import Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.feed import Feed
from coatcheck.feed_reader import Kind as Of


def test_reads_both_feeds(feed, reader):
    reader.logout("s-1")
    admin = {"id": "a-1", "time": int(NOW * 1000), "operationType": "ACTION", "resourceType": "USER"}
    reader.events[Of.ADMIN].append((NOW, admin | {"resourcePath": "users/alice/logout"}))

    batch = feed.poll()

    assert set(batch.entries) == {
        ("e-s-1/0", Entry(Kind.SESSION, "s-1", int(NOW))),
        ("a-1/0", Entry(Kind.SUBJECT, "alice", int(NOW))),
    }


def test_tells_each_event_once(feed, reader):
    reader.logout("s-1")

    assert read(feed) == ["s-1"]
    assert read(feed) == []


def test_tells_an_event_again_until_it_is_kept(feed, reader):
    reader.logout("s-1")
    feed.poll()

    assert read(feed) == ["s-1"]


def test_ends_a_renamed_client_s_tokens_even_where_its_new_name_was_read_in_vain_before(feed, reader):
    for number, name in enumerate(("web", "shop")):
        event = {"id": f"a-{number}", "time": int(NOW * 1000), "operationType": "UPDATE", "resourceType": "CLIENT"}
        told = {"resourcePath": "clients/u-1", "representation": f'{{"clientId": "{name}"}}'}
        reader.events[Of.ADMIN].append((NOW + number, event | told))
    read(feed)
    reader.time += 1
    feed.poll()

    assert read(feed) == ["web"]
    assert read(feed) == []


@pytest.mark.parametrize("delay", [0.2, 6, 19])
def test_finds_a_row_that_appears_late_at_the_next_poll(feed, reader, delay):
    reader.logout("s-1", visible=NOW + delay)
    reader.time += delay / 2
    read(feed)
    reader.time = NOW + delay

    assert read(feed) == ["s-1"]


def test_finds_a_row_that_appears_minutes_late_by_the_sweep(feed, reader):
    reader.logout("s-1", visible=NOW + 300)
    found = []
    for _ in range(640):
        reader.time += 0.5
        found += [(reader.time, key) for key in read(feed)]

    assert [key for _, key in found] == ["s-1"]
    assert found[0][0] - (NOW + 300) <= 15.5


def test_polls_twenty_seconds_back_and_sweeps_each_fifteen(feed, reader):
    reader.asked.clear()
    for _ in range(60):
        reader.time += 0.5
        read(feed)

    backs = [reader_time - since / 1000 for reader_time, since in back_of(reader)]
    assert sum(back > 300 for back in backs) == 2
    assert all(20 <= back <= 21 or 330 <= back <= 331 for back in backs)


def back_of(reader):
    starts = [since for kind, since, *_ in reader.asked if kind is Of.USER]
    return [(NOW + 0.5 * (number + 1), since) for number, since in enumerate(starts)]


def test_makes_up_for_polls_that_failed(feed, reader):
    reader.is_down = True
    reader.logout("s-1", at=NOW + 60)
    reader.time += 120
    with pytest.raises(RealmUnavailable):
        feed.poll()
    reader.is_down = False

    assert read(feed) == ["s-1"]


def test_goes_on_where_an_earlier_follower_was(reader):
    reader.logout("s-1", at=NOW - 7000)
    reader.logout("s-2", at=NOW - 9000)
    reader.logout("s-3", at=NOW - 10)

    assert read(Feed(reader, ISSUER, read_until=NOW - 8000)) == ["s-1", "s-3"]


def test_a_first_follower_reads_as_far_back_as_a_session_can_live(reader):
    reader.logout("s-1", at=NOW - 35_900)
    reader.logout("s-2", at=NOW - 36_100)

    assert read(Feed(reader, ISSUER)) == ["s-1"]


def test_catches_up_in_slices_of_an_hour_that_overlap(reader):
    for number in range(100):
        reader.logout(f"s-{number}", at=NOW - 36_000 + 360 * number)

    found = read(Feed(reader, ISSUER))

    assert found == [f"s-{number}" for number in range(100)]
    assert all(until - since <= 3_600_000 for _, since, until, *_ in reader.asked if until is not None)
    assert sum(until is None for _, _, until, *_ in reader.asked) == 2


def test_pages_by_time(feed, reader):
    for number in range(1700):
        reader.logout(f"s-{number}", at=NOW + number / 1000)
    reader.time += 5

    assert sorted(read(feed)) == sorted(f"s-{number}" for number in range(1700))


def test_reads_a_page_that_holds_one_single_time(feed, reader):
    for number in range(1700):
        reader.logout(f"s-{number}")

    assert len(read(feed)) == 1700


def test_gives_up_on_a_time_with_more_events_than_can_be(feed, reader):
    page = [{"id": str(number), "time": int(NOW * 1000), "type": "LOGIN"} for number in range(128_000)]
    reader.events[Of.USER] = [(NOW, event) for event in page]

    with pytest.raises(RealmUnavailable):
        feed.poll()
