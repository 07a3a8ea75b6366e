"""Identifiers that sort by the time they were made."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """Return a UUIDv7. Python has its own from 3.14 only, and PostgreSQL from 18 only.

    RFC 9562 section 5.7.
    """
    return uuid_utils.compat.uuid7()
