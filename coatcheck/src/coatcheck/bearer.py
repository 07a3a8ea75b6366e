"""The Authorization header: a token, nothing, or a request that is refused for how it was written."""

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

from coatcheck.errors import InvalidRequest, InvalidToken, Reason
from coatcheck.signature import MAX_TOKEN

MAX_HEADER = len("Bearer ") + MAX_TOKEN
TOKEN_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"
# `bearer` as a whole word: `Bearerish x` is another scheme.
MEANT_AS_BEARER = re.compile(r"\s*bearer(?![!#$%&'*+.^_`|~\w-])", re.IGNORECASE | re.ASCII)
SECOND_CREDENTIAL = re.compile(r"(?:^|,)\s*(?:bearer|dpop)(?=[\s,]|$)", re.IGNORECASE)


def read_bearer(values: Sequence[str], query: str = "") -> str | None:
    """Return the token that the request carries, or None where it carries no bearer credential.

    `values` are all Authorization headers of the request as they came, none where it has none; an empty one is
    not the same as none. `query` is the raw query string.

    Raises:
        InvalidRequest: the header is malformed or empty, there are several credentials, or one in the query.
        InvalidToken: the token is longer than 16 KiB.

    RFC 6750 sections 2 and 3.1, RFC 9700 section 4.3.2.
    """
    if query:
        refuse_token_in_query(query)
    if not values:
        return None
    if len(values) > 1:
        raise InvalidRequest(Reason.SEVERAL_CREDENTIALS)
    return read_value(values[0])


def refuse_token_in_query(query: str) -> None:
    if any(unquote_plus(part.partition("=")[0]) == "access_token" for part in query.split("&")):
        raise InvalidRequest(Reason.TOKEN_IN_QUERY)


def read_value(value: str) -> str | None:
    if len(value) > MAX_HEADER:
        raise too_large(value)
    scheme, _, token = value.partition(" ")
    if scheme.lower() == "bearer" and is_token(token):
        return token
    if not value.isascii() or not value.strip():
        raise InvalidRequest(Reason.MALFORMED_HEADER)
    # gunicorn and Django's own server join repeated headers with a comma.
    if "," in value and SECOND_CREDENTIAL.search(value):
        raise InvalidRequest(Reason.SEVERAL_CREDENTIALS)
    if MEANT_AS_BEARER.match(value):
        raise InvalidRequest(Reason.MALFORMED_HEADER)
    return None


def is_token(text: str) -> bool:
    """Tell whether this is a `b64token`; RFC 6750 section 2.1."""
    bare = text.encode().rstrip(b"=") if text.isascii() else b""
    return bare != b"" and not bare.translate(None, TOKEN_CHARACTERS)


def too_large(value: str) -> InvalidRequest | InvalidToken:
    """Nobody reads a megabyte before it is refused."""
    if MEANT_AS_BEARER.match(value[: len("Bearer ")]):
        return InvalidToken(Reason.TOO_LARGE)
    return InvalidRequest(Reason.MALFORMED_HEADER)
