"""What fuzz.py feeds: each target takes bytes and raises only when it has found something."""

import json
from contextlib import suppress

from coatcheck.bearer import read_bearer
from coatcheck.errors import InvalidToken, Refusal
from coatcheck.signature import read_token
from coatcheck.strict_json import read_json


def header(data: bytes) -> None:
    """A token, nothing or a refusal comes of any header line and query."""
    line, _, query = data.decode("latin-1").partition("\n")
    with suppress(Refusal):
        token = read_bearer([line], query)
        if token is not None and (not token.isascii() or " " in token):
            raise AssertionError(token)


def token(data: bytes) -> None:
    """No bytes pass for a token unless its algorithm is an accepted one."""
    with suppress(InvalidToken):
        head, _ = read_token(data.decode("latin-1"), {"RS256"})
        if head.algorithm != "RS256":
            raise AssertionError(head)


def strict_json(data: bytes) -> None:
    """Whatever is read reads the same to Python's own reader."""
    with suppress(ValueError):
        value = read_json(data)
        if json.loads(data) != value:
            raise AssertionError(value)
