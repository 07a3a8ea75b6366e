"""Tokens that were valid until something happened to them: by bytes, by structure, and of the claims themselves.

All of it follows from a seeded `random.Random`, so that a find can be found again by its number.
"""

import base64
import json
from collections.abc import Callable, Sequence
from random import Random

from coatcheck.testing.tokens import encode_part

Mutation = Callable[[str, Random], str]

ODD_CHARACTERS = "AZaz09-_=+/.~, \t\r\n\0\x7f\x80é\u202e\U0001f3a9\ud800"
ODD_VALUES: Sequence[object] = (
    *(None, True, False, 0, -1, 1, 2**53, 2**64, 10**400, 1e308, -0.0, 0.5),
    *("", " ", "x", "x" * 300, "none", "HS256", "RS256", "ES256", "\0", "\ud800", "é", "1795523245", "ID", "Bearer"),
    *([], [None], [[]], ["x", 1], {}, {"roles": "x"}, {"a": {"b": {"c": []}}}),
)
ODD_NUMBERS = ("1e400", "-1e400", "NaN", "Infinity", "9" * 5000, "01", "1.", "-")
MEMBERS = (
    "alg",
    "kid",
    "typ",
    "crit",
    "b64",
    "zip",
    "jwk",
    "jku",
    "x5c",
    "exp",
    "iat",
    "nbf",
    "iss",
    "aud",
    "sub",
    "jti",
)


def mutate(token: str, random: Random) -> str:
    """Return the token with one to three things changed. It may be any text, and by chance the same token."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        token = random.choice(MUTATIONS)(token, random)
    return token


def mutate_claims(claims: dict[str, object], random: Random) -> dict[str, object]:
    """Return the claims with some of them taken out, made odd, or exchanged: a payload to be signed."""
    changed = dict(claims)
    for name in random.sample(sorted(claims), random.randint(1, 3)):
        if random.randrange(4):
            other = claims[random.choice(sorted(claims))]
            changed[name] = random.choice((other, [claims[name]], random.choice(ODD_VALUES)))
        else:
            del changed[name]
    return changed


def change_character(token: str, random: Random) -> str:
    at = random.randrange(len(token) + 1)
    return token[:at] + random.choice(ODD_CHARACTERS) + token[at + 1 :]


def insert_character(token: str, random: Random) -> str:
    at = random.randrange(len(token) + 1)
    return token[:at] + random.choice(ODD_CHARACTERS) + token[at:]


def flip_bit(token: str, random: Random) -> str:
    raw = bytearray(token.encode("utf-8", "surrogatepass")) or bytearray(b"\0")
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(7)
    return raw.decode("utf-8", "replace")


def drop_slice(token: str, random: Random) -> str:
    begin, end = _slice(token, random)
    return token[:begin] + token[end:]


def repeat_slice(token: str, random: Random) -> str:
    begin, end = _slice(token, random)
    return token[:end] + token[begin:]


def move_part(token: str, random: Random) -> str:
    parts = token.split(".")
    random.shuffle(parts)
    return ".".join(parts)


def replace_part(token: str, random: Random) -> str:
    parts = token.split(".")
    parts[random.randrange(len(parts))] = random.choice(("", "e30", "bnVsbA", "W10", "=", parts[0], parts[-1]))
    return ".".join(parts)


def change_member(token: str, random: Random) -> str:
    """Change a member of header or payload, or put one in."""
    parts, at, members = _open(token, random)
    name = random.choice(MEMBERS if random.random() < 0.3 or not members else sorted(members))  # noqa: PLR2004 - a coin
    if random.randrange(4):
        members[name] = random.choice(ODD_VALUES)
    else:
        members.pop(name, None)
    return _close(parts, at, json.dumps(members))


def repeat_member(token: str, random: Random) -> str:
    parts, at, members = _open(token, random)
    name = random.choice(sorted(members) or MEMBERS)
    value = json.dumps(random.choice((members.get(name), random.choice(ODD_VALUES))))
    return _close(parts, at, json.dumps(members)[:-1] + f',"{name}":{value}}}')


def write_odd_number(token: str, random: Random) -> str:
    parts, at, members = _open(token, random)
    text = json.dumps(members)[:-1] + f',"{random.choice(MEMBERS)}":{random.choice(ODD_NUMBERS)}}}'
    return _close(parts, at, text)


def write_json_differently(token: str, random: Random) -> str:
    """Keep every value and change the text: spaces, order, a byte order mark, another encoding."""
    parts, at, members = _open(token, random)
    text = json.dumps(members, indent=random.choice((None, 1)), sort_keys=bool(random.randrange(2)))
    return _close(parts, at, random.choice((text, "\ufeff" + text, text + "\n", text + text, text.encode("utf-16"))))


MUTATIONS: Sequence[Mutation] = (
    *(change_character, insert_character, flip_bit, drop_slice, repeat_slice, move_part, replace_part),
    *(change_member, repeat_member, write_odd_number, write_json_differently),
)


def _slice(token: str, random: Random) -> tuple[int, int]:
    begin = random.randrange(len(token) + 1)
    return begin, min(len(token), begin + random.choice((1, 2, 4, 16, 400)))


def _open(token: str, random: Random) -> tuple[list[str], int, dict[str, object]]:
    """Return the parts, which of them was chosen, and its members; none where it is no JSON object any more."""
    parts = token.split(".")
    at = random.randrange(min(2, len(parts)))
    try:
        members = json.loads(base64.urlsafe_b64decode(parts[at].encode("utf-8", "surrogatepass") + b"=="))
    except (ValueError, RecursionError):
        members = {}
    return parts, at, members if isinstance(members, dict) else {}


def _close(parts: list[str], at: int, text: str | bytes) -> str:
    parts[at] = encode_part(text)
    return ".".join(parts)
