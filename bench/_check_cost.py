"""What one look into the record of what has ended costs, and what the record weighs."""

import gc
import sys
import time
import timeit
from collections.abc import Iterator
from itertools import islice

from coatcheck.claims import Claims
from coatcheck.entries import Entry, Kind
from coatcheck.revocation import Revocations

KINDS = (Kind.TOKEN, Kind.SESSION, Kind.SUBJECT, Kind.SESSION_CLIENT, Kind.SUBJECT_CLIENT)
SIZES = (0, 100_000, 4_000_000)
CALLS = 20_000
ISSUER = "https://id.example/realms/test"
CLAIMS = Claims(
    ISSUER, "alice", frozenset({"catalog"}), 1e10, 1e9, "onrtro:8bdd7642", "web", session_id="PfLvMyXpXZ072d2eGsrduLws",
    roles=frozenset({"customer", "catalog-editor"}),
)  # fmt: skip


def measure_checks() -> Iterator[str]:
    """Return the lines of a table."""
    yield "| entries in memory | µs a check | MB | s to load |"
    yield "|---|---|---|---|"
    for count in SIZES:
        started = time.monotonic()
        record = load(count)
        loaded, ask = time.monotonic() - started, record.refuse_revoked
        cost = min(timeit.repeat(lambda ask=ask: ask(CLAIMS), number=CALLS, repeat=20)) / CALLS * 1e6
        yield f"| {count:,} | {cost:.2f} | {weigh(record) / 1e6:.1f} | {loaded:.1f} |"


def load(count: int) -> Revocations:
    revocations, source = Revocations(), entries(count)
    while batch := list(islice(source, 100_000)):
        revocations.add(batch)
    return revocations


def entries(count: int) -> Iterator[Entry]:
    now = int(time.time())
    for number in range(count):
        kind = KINDS[number % 3]
        yield Entry(kind, f"{kind}-{number}-0123456789", now)


def weigh(record: Revocations) -> int:
    """Return the bytes that the record's snapshot holds, each object counted once."""
    todo, seen, total = [record._snapshot], set[int](), 0  # noqa: SLF001 - what is to be weighed
    while todo:
        each = todo.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen.add(id(each))
            total += sys.getsizeof(each)
            todo += gc.get_referents(each)
    return total
