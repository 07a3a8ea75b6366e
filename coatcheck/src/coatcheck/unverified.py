"""What a token says of itself before anybody checked it: for logs and explanations, never for a decision."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from coatcheck.errors import InvalidToken
from coatcheck.payload import is_text
from coatcheck.signature import MAX_TOKEN, read_object

DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Hearsay:
    """The members of a token's header and payload; empty where they cannot be read."""

    header: Mapping[str, object] = field(default_factory=dict, repr=False)
    payload: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def key_digest(self) -> str:
        """A short digest of the key id: enough to tell keys apart, and nothing a caller could write into a log."""
        key_id = self.header.get("kid")
        if not isinstance(key_id, str):
            return ""
        return hashlib.sha256(key_id.encode("utf-8", "replace")).hexdigest()[:DIGEST_LENGTH]

    def text(self, *names: str) -> str:
        """Return the first of these claims that is a sane text."""
        return next((value for name in names if is_text(value := self.payload.get(name))), "")


def read_hearsay(token: str | None) -> Hearsay:
    """Return what a token says of itself, as far as it can be read."""
    if token is None or len(token) > MAX_TOKEN:
        return Hearsay()
    parts = token.split(".")
    return Hearsay(read_part(parts, 0), read_part(parts, 1))


def read_part(parts: list[str], place: int) -> Mapping[str, object]:
    try:
        return read_object(parts[place].encode())
    except (IndexError, InvalidToken, ValueError):
        return {}
