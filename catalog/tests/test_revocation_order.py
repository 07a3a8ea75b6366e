"""On a real PostgreSQL: no worker misses a row, however the transactions that add rows overlap."""

import threading

import pytest
from django.db import connection, connections, transaction

from coatcheck.django.models import Revocation
from coatcheck.django.store import RevocationStore, entries_after, take_turn
from coatcheck.entries import Entry, Kind

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 4, 25


@pytest.fixture
def store():
    return RevocationStore("https://id.example.test/realms/acme")


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_who_asks_for_what_comes_after_the_last_misses_nothing(store):
    def write(writer):
        for number in range(EACH):
            store.add([(f"{writer}/{number}", Entry(Kind.SESSION, f"s-{writer}-{number}", 1_795_540_000))])

    writing = [in_thread(lambda writer=writer: write(writer)) for writer in range(WRITERS)]
    seen, last = set(), 0
    while len(seen) < WRITERS * EACH:
        alive = any(thread.is_alive() for thread in writing)
        rows = entries_after(last, 10)
        seen |= {entry.key for _, entry in rows}
        last = rows[-1][0] if rows else last
        assert rows or alive, f"{WRITERS * EACH - len(seen)} rows were never found"
    for thread in writing:
        thread.join()

    assert Revocation.objects.count() == WRITERS * EACH


def test_a_row_waits_for_the_one_that_has_a_lower_number(store):
    started, written = threading.Event(), threading.Event()

    def write_second():
        started.set()
        store.add([("second", Entry(Kind.SESSION, "s-2", 1_795_540_000))])
        written.set()

    with transaction.atomic():
        take_turn()
        thread = in_thread(write_second)
        assert started.wait(5)
        assert not written.wait(0.2)
        store.add([("first", Entry(Kind.SESSION, "s-1", 1_795_540_000))])
    thread.join()

    assert [entry.key for _, entry in entries_after(0, 10)] == ["s-1", "s-2"]


def test_two_followers_keep_each_cause_once(store):
    entries = [(f"e-{number}", Entry(Kind.SESSION, f"s-{number}", 1_795_540_000)) for number in range(50)]

    threads = [in_thread(lambda: store.add(entries)) for _ in range(4)]
    for thread in threads:
        thread.join()

    assert Revocation.objects.count() == 50
    assert connection.vendor == "postgresql"
