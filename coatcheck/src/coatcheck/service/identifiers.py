"""Identifiers that sort by the time they were made."""

import hashlib
import uuid

import uuid_utils.compat

DEMO_TIME = 1_767_225_600_000  # 2026-01-01, in milliseconds


def new_id() -> uuid.UUID:
    """Return a UUIDv7. Python has its own from 3.14 only, and PostgreSQL from 18 only.

    RFC 9562 section 5.7.
    """
    return uuid_utils.compat.uuid7()


def demo_id(name: str) -> uuid.UUID:
    """Return the UUIDv7 that `name` has in the demonstration data of every service.

    Its time is a constant and its random bits are taken from the name, as RFC 9562 section 5.7 leaves open.
    """
    bits = bytearray(DEMO_TIME.to_bytes(6) + hashlib.sha256(name.encode()).digest()[:10])
    bits[6] = bits[6] & 0x0F | 0x70  # the version
    bits[8] = bits[8] & 0x3F | 0x80  # the variant
    return uuid.UUID(bytes=bytes(bits))
