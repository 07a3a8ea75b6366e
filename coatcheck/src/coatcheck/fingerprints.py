"""Millions of revoked keys in twelve bytes each: sorted arrays of 64-bit fingerprints, in many small shards.

A bit map in front says "not here" of nearly every key that is not here. Bits are only ever set, so that all maps of
a line share one: a bit that another one set costs a look into a shard.

A fingerprint is made of Python's own hash of a text, which is keyed anew in each process and remembered by the
text. Among four million of them one look-up in 10¹² meets a stranger's, who then has to sign in again.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

SHARDS = 1 << 12
BITS = 1 << 25
BYTE = (BITS >> 3) - 1
# Seconds are kept in 30 bits from 2024 on, beside two bits for what they mean: enough until 2058.
FIRST_SECOND = 1_704_067_200
LAST_SECOND = FIRST_SECOND + (1 << 30) - 1

Row = tuple[int, int]


class Mark(NamedTuple):
    """Up to which second the tokens with one key are ended, and must be renewed; -1 for never.

    `elsewhere` says that the key stands in another mark too, together with a client.
    """

    ended: int = -1
    renew: int = -1
    elsewhere: int = -1

    def join(self, other: "Mark") -> "Mark":
        """Return the mark of a key that has both."""
        return Mark(*map(max, self, other))


class _Shard(NamedTuple):
    fingerprints: "array[int]" = array("q")
    packed: "array[int]" = array("I")


class Fingerprints:
    """An immutable map of fingerprint to mark. What is added makes a new one, which shares the untouched shards."""

    __slots__ = ("_bits", "_shards")

    def __init__(self, shards: tuple[_Shard, ...] = (_Shard(),) * SHARDS, bits: bytearray | None = None) -> None:
        self._shards = shards
        self._bits = bytearray(BITS >> 3) if bits is None else bits

    def __len__(self) -> int:
        return sum(len(shard.fingerprints) for shard in self._shards)

    def has_any(self, fingerprints: Iterable[int]) -> bool:
        """Tell whether one of these is here."""
        bits, find = self._bits, self.find
        for each in fingerprints:  # noqa: SIM110 - a generator would double the cost of every request
            if bits[each >> 3 & BYTE] >> (each & 7) & 1 and find(each) is not None:
                return True
        return False

    def find(self, fingerprint: int) -> Mark | None:
        """Return the mark of this fingerprint; `None` where it is not here."""
        fingerprints, packed = self._shards[_shard_of(fingerprint)]
        at = bisect_left(fingerprints, fingerprint)
        if at == len(fingerprints) or fingerprints[at] != fingerprint:
            return None
        mark = Mark()
        while at < len(fingerprints) and fingerprints[at] == fingerprint:
            mark = mark.join(_unpack(packed[at]))
            at += 1
        return mark

    def with_marks(self, marks: Iterable[tuple[int, Mark]], *, forget_before: int) -> "Fingerprints":
        """Return these and the new ones, without what in the touched shards ends before this second."""
        news: dict[int, list[Row]] = {}
        for fingerprint, mark in marks:
            news.setdefault(_shard_of(fingerprint), []).extend((fingerprint, each) for each in _pack(mark))
            self._bits[fingerprint >> 3 & BYTE] |= 1 << (fingerprint & 7)
        oldest = _place(forget_before) << 2
        shards = list(self._shards)
        for number, rows in news.items():
            shards[number] = _merge(shards[number], rows, oldest)
        return Fingerprints(tuple(shards), self._bits)


def _shard_of(fingerprint: int) -> int:
    """Bits of its own: those of the map would leave few shards for each bit."""
    return fingerprint >> 40 & (SHARDS - 1)


def _merge(shard: _Shard, news: list[Row], oldest: int) -> _Shard:
    fingerprints, packed = shard.fingerprints[:], shard.packed[:]
    for fingerprint, each in news:
        at = bisect_left(fingerprints, fingerprint)
        if at == len(fingerprints) or (fingerprints[at], packed[at]) != (fingerprint, each):
            fingerprints.insert(at, fingerprint)
            packed.insert(at, each)
    if min(packed) >= oldest:
        return _Shard(fingerprints[:], packed[:])
    rows = [row for row in zip(fingerprints, packed, strict=True) if row[1] >= oldest]
    return _Shard(array("q", [row[0] for row in rows]), array("I", [row[1] for row in rows]))


def _place(second: int) -> int:
    return min(max(second, FIRST_SECOND), LAST_SECOND) - FIRST_SECOND


def _pack(mark: Mark) -> list[int]:
    return [_place(second) << 2 | meaning for meaning, second in enumerate(mark) if second >= 0]


def _unpack(packed: int) -> Mark:
    seconds = [-1, -1, -1]
    seconds[packed & 3] = (packed >> 2) + FIRST_SECOND
    return Mark(*seconds)
