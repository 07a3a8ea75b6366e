import base64
import json
import time

import pytest
from signing import ACCEPTED, HEADER, KEY, PAYLOAD, public, refuse

from coatcheck.errors import InvalidToken, Reason
from coatcheck.signature import check_signature, read_base64url, read_token
from coatcheck.testing import encode_part, sign


@pytest.mark.parametrize(
    "header",
    [b"", b"[]", b"null", b'"x"', b"nonsense", b'{"alg": "ES256", "alg": "ES256", "typ": "JWT", "kid": "fast"}'],
)
def test_refuses_a_header_that_is_no_strict_object(header):
    assert refuse(sign(header, PAYLOAD, KEY)) is Reason.MALFORMED_TOKEN


VALID = sign(HEADER, PAYLOAD, KEY)


FIRST, SECOND, THIRD = VALID.split(".")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        f"{FIRST}.{SECOND}",
        f"{FIRST}.{SECOND}.",
        f"{FIRST}..{THIRD}",
        f".{SECOND}.{THIRD}",
        f"{VALID}.",
        f"{VALID}.{THIRD}.{THIRD}",
        f"{VALID}=",
        f"{VALID}\n",
        f" {VALID}",
        f"{FIRST}=.{SECOND}.{THIRD}",
        f"{FIRST}.{SECOND}.{THIRD[:-1]}",
        f"{FIRST}.{SECOND}.{THIRD[:10]}+{THIRD[11:]}",
        f"{FIRST}.{SECOND}.{THIRD[:10]}/{THIRD[11:]}",
        f"{FIRST}.{SECOND}.{THIRD[:10]} {THIRD[11:]}",
        f"{FIRST}.{SECOND}.{THIRD[:10]}\u00e9{THIRD[11:]}",
        f"{FIRST}.{SECOND}.{THIRD[:10]}\ud800{THIRD[11:]}",
        json.dumps({"payload": SECOND, "protected": FIRST, "signature": THIRD}),
    ],
)
def test_refuses_what_is_no_compact_jws(token):
    """RFC 7515 section 7.1."""
    assert refuse(token) is Reason.MALFORMED_TOKEN


def test_refuses_a_second_text_for_the_same_signature():
    """RFC 4648 section 3.5: the last character has bits that stand for nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = THIRD[:-1] + alphabet[alphabet.index(THIRD[-1]) + 1]
    pad = "=" * (-len(THIRD) % 4)

    assert base64.urlsafe_b64decode(twin + pad) == base64.urlsafe_b64decode(THIRD + pad)
    assert refuse(f"{FIRST}.{SECOND}.{twin}") is Reason.MALFORMED_TOKEN


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5])
def test_reads_a_payload_of_any_length(size):
    payload = {"a": "b" * size}

    assert check_signature(read_token(sign(HEADER, payload, KEY), ACCEPTED)[1], public(KEY), "ES256") == payload


def test_refuses_a_token_of_more_than_16_kib_before_reading_it():
    """CVE-2025-61920: a megabyte costs less than a millisecond."""
    token = "." * 1024 * 1024

    def cost():
        before = time.thread_time()
        assert refuse(token) is Reason.TOO_LARGE
        return time.thread_time() - before

    assert min(cost() for _ in range(10)) < 0.001


def test_reads_a_token_of_exactly_16_kib():
    room = 16 * 1024 - len(sign(HEADER, {"a": ""}, KEY))
    token = sign(HEADER, {"a": "b" * (room * 3 // 4)}, KEY)

    assert 16 * 1024 - 3 < len(token) <= 16 * 1024
    assert read_token(token, ACCEPTED)[0].key_id == "fast"


def test_nothing_of_the_token_shows_in_what_may_be_logged():
    header, signed = read_token(VALID, ACCEPTED)

    assert encode_part(PAYLOAD) not in repr((header, signed, public(KEY)))


@pytest.mark.parametrize(
    "part",
    [b"ab!c", b"ab\nc", b"a=bc", b"abcde", b"abc=", b"ab+/", b"abcd!!!!", b"!!!!abcd", b"abcd\r\n\r\n", b"abcd===="],
)
def test_decodes_nothing_but_the_alphabet(part):
    """RFC 4648 section 3.3."""
    with pytest.raises(InvalidToken):
        read_base64url(part)
