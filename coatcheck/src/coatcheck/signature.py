"""From untrusted text to a payload whose signature was checked: the only place that believes nothing.

Everything that can be refused without a key is refused before a key is looked for. What a header says of keys
(`jwk`, `jku`, `x5u`, `x5c`) is never read: keys come from the realm alone (RFC 8725 section 3.10).
"""

import binascii
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jwt import algorithms

from coatcheck.config import ASYMMETRIC_ALGORITHMS, STRICT_TYPES
from coatcheck.errors import InvalidToken, Reason
from coatcheck.payload import is_text
from coatcheck.strict_json import read_json

MAX_TOKEN = 16 * 1024
PERIODS = 2
ALGORITHMS = {n: a for n, a in algorithms.get_default_algorithms().items() if n in ASYMMETRIC_ALGORITHMS}
# `crit` and `b64` change what is signed, `zip` what was: we understand none, so none may be there (RFC 7515 4.1.11).
FORBIDDEN_MEMBERS = ("crit", "b64", "zip")
# Padding and the other alphabet's own characters become what no alphabet has.
FROM_URL_ALPHABET = bytes.maketrans(b"-_+/=", b"+/...")
# By length modulo 4: what to pad with, and the last characters whose unused bits are zero.
ENDINGS = {0: (b"", b""), 2: (b"==", b"AQgw"), 3: (b"=", b"AEIMQUYcgkosw048")}


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the algorithms it may check."""

    key_id: str | None
    algorithms: frozenset[str]
    public: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Header:
    """A JOSE header that may go on: its algorithm is accepted, its `typ` fits."""

    algorithm: str
    key_id: str | None
    type: str | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A token taken apart, of which nothing is believed yet."""

    text: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read_token(
    token: str,
    accepted: Collection[str],
    *,
    types: Collection[str | None] = STRICT_TYPES | {"jwt"},
    key_id_required: bool = True,
) -> tuple[Header, Signed]:
    """Return a compact JWS in two parts: what its header says, and what its signature covers.

    `accepted` are algorithm names, `types` values of the header's `typ` in lower case; with `None` among them it
    may be absent.

    Raises:
        InvalidToken: it is longer than 16 KiB, malformed, or of an algorithm or type that is not accepted.

    RFC 7515 section 5.2, RFC 8725 sections 3.1 and 3.11.
    """
    header, signed = take_apart(token)
    return read_header(header, frozenset(accepted), frozenset(types), key_id_required=key_id_required), signed


def check_signature(signed: Signed, key: Key, algorithm: str) -> dict[str, object]:
    """Return the payload, once the key vouches for it.

    Raises:
        InvalidToken: the signature is not by this key, or the payload is no strict JSON object.
    """
    if not ALGORITHMS[algorithm].verify(signed.text, key.public, signed.signature):
        raise InvalidToken(Reason.BAD_SIGNATURE)
    return read_object(signed.text.partition(b".")[2])


def take_apart(token: str) -> tuple[bytes, Signed]:
    """Return the header's part, still encoded, and the rest."""
    if len(token) > MAX_TOKEN:
        raise InvalidToken(Reason.TOO_LARGE)
    if not token.isascii() or token.count(".") != PERIODS or ".." in token:
        raise InvalidToken(Reason.MALFORMED_TOKEN)
    text, _, signature = token.encode().rpartition(b".")
    return text.partition(b".")[0], Signed(text, read_base64url(signature))


# A realm's tokens share a few headers. Whoever sends many others only pays what reading them costs.
@lru_cache(maxsize=64)
def read_header(
    part: bytes, accepted: frozenset[str], types: frozenset[str | None], *, key_id_required: bool
) -> Header:
    members = read_object(part)
    refuse_forbidden(members)
    algorithm = read_algorithm(members, accepted)
    return Header(algorithm, read_key_id(members, required=key_id_required), read_type(members, types))


def refuse_forbidden(members: dict[str, object]) -> None:
    """Refuse a header that changes what is signed, whatever the member's value."""
    for name in FORBIDDEN_MEMBERS:
        if name in members:
            raise InvalidToken(Reason.FORBIDDEN_HEADER, about=name)


def read_algorithm(members: dict[str, object], accepted: Collection[str]) -> str:
    """Return `alg` if it is accepted, to the letter; a symmetric one never is, even where it is called accepted."""
    algorithm = members.get("alg")
    if not isinstance(algorithm, str) or algorithm not in accepted or algorithm not in ALGORITHMS:
        raise InvalidToken(Reason.WRONG_ALGORITHM, about="alg")
    return algorithm


def read_key_id(members: dict[str, object], *, required: bool) -> str | None:
    """Return `kid`, None where it is absent and may be."""
    if not required and "kid" not in members:
        return None
    key_id = members.get("kid")
    if not is_text(key_id):
        raise InvalidToken(Reason.MALFORMED_TOKEN, about="kid")
    return key_id


def read_type(members: dict[str, object], types: Collection[str | None]) -> str | None:
    """Return `typ` in lower case if it is one of these; null is not the same as absent."""
    declared = members.get("typ")
    kind = declared.lower() if isinstance(declared, str) else None
    if kind not in types or ("typ" in members and kind is None):
        raise InvalidToken(Reason.WRONG_TYPE, about="typ")
    return kind


def read_object(part: bytes) -> dict[str, object]:
    """Return the strict JSON object that a part of a token holds."""
    try:
        value = read_json(read_base64url(part))
    except ValueError as error:
        raise InvalidToken(Reason.MALFORMED_TOKEN) from error
    if not isinstance(value, dict):
        raise InvalidToken(Reason.MALFORMED_TOKEN)
    return value


def read_base64url(part: bytes) -> bytes:
    """Unpadded and canonical: one value has one text, or a token could be altered and still hold (RFC 4648 3.5)."""
    padding, last = ENDINGS.get(len(part) % 4, (b"", b"."))
    if not part or (last and part[-1:] not in last):
        raise InvalidToken(Reason.MALFORMED_TOKEN)
    try:
        return binascii.a2b_base64(part.translate(FROM_URL_ALPHABET) + padding, strict_mode=True)
    except binascii.Error as error:
        raise InvalidToken(Reason.MALFORMED_TOKEN) from error
