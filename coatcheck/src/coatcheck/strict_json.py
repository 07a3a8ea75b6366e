"""JSON without the liberties: what two readers could understand differently is refused.

Python's own reader keeps the last of two members with one name, knows `NaN`, and turns `1e400` into infinity.
"""

import json
import math
import re

MAX_DIGITS = 18
MAX_NESTING = 32
# An unclosed string reaches to the end, or a row of quotes would be tried from each of them anew.
STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")


def read_json(data: bytes) -> object:
    """Return the value that this UTF-8 text stands for.

    Raises:
        ValueError: it is no JSON, or has a byte order mark, a repeated member, a lone surrogate, a number that is
            not finite or longer than 18 digits, or more than 32 levels.

    RFC 8259, and RFC 7515 section 4 for the repeated member.
    """
    text = data.decode()
    if text.count("[") + text.count("{") > MAX_NESTING:
        refuse_deep(text)
    value: object = DECODER.decode(text)
    if "\\u" in text:
        refuse_lone_surrogates(value)
    return value


def refuse_deep(text: str) -> None:
    """The reader recurses: it must never be shown more levels than the stack of any thread can bear."""
    depth = 0
    for bracket in BRACKET.findall(STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_NESTING:
            raise ValueError("nested too deeply")


def refuse_lone_surrogates(value: object) -> None:
    json.dumps(value, ensure_ascii=False).encode()


def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is repeated")
    return found


def integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("a number is too long")
    return int(digits)


def real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number


def constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(object_pairs_hook=members, parse_int=integer, parse_float=real, parse_constant=constant)
