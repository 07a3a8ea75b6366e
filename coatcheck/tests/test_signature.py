import pytest
from signing import ACCEPTED, HEADER, KEY, PAYLOAD, public, refuse

from coatcheck.errors import InvalidToken, Reason
from coatcheck.signature import check_signature, read_token
from coatcheck.testing import make_key, sign


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA"])
def test_returns_the_payload_that_the_key_vouches_for(algorithm):
    key = make_key(f"key-{algorithm}", algorithm)
    token = sign(HEADER | {"alg": algorithm, "kid": key.key_id}, PAYLOAD, key)

    header, signed = read_token(token, {algorithm})

    assert (header.algorithm, header.key_id, header.type) == (algorithm, key.key_id, "at+jwt")
    assert check_signature(signed, public(key), algorithm) == PAYLOAD


def test_refuses_a_signature_by_another_key():
    header, signed = read_token(sign(HEADER, PAYLOAD, make_key("other", "ES256")), ACCEPTED)

    with pytest.raises(InvalidToken) as refused:
        check_signature(signed, public(KEY), header.algorithm)

    assert refused.value.reason is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("payload", [b"", b"[]", b'"text"', b"{", b"\xff", b'{"a": 1, "a": 2}', b"\xef\xbb\xbf{}"])
def test_refuses_a_signed_payload_that_is_no_strict_object(payload):
    token = sign(HEADER, payload, KEY)

    with pytest.raises(InvalidToken) as refused:
        check_signature(read_token(token, ACCEPTED)[1], public(KEY), "ES256")

    assert refused.value.reason is Reason.MALFORMED_TOKEN


@pytest.mark.parametrize("member", ["crit", "b64", "zip"])
@pytest.mark.parametrize("value", [[], ["exp"], None, False, "DEF"])
def test_refuses_a_header_that_changes_what_is_signed(member, value):
    """CVE-2026-32597, CVE-2025-59420, CVE-2026-48525."""
    assert refuse(sign(HEADER | {member: value}, PAYLOAD, KEY)) is Reason.FORBIDDEN_HEADER


@pytest.mark.parametrize("value", ["none", "nOnE", "HS256", "RS384", "ES256K", "dir", "", None, 1, ["ES256"], "es256"])
def test_refuses_an_algorithm_that_is_not_accepted(value):
    """CVE-2022-23540, CVE-2015-9235."""
    assert refuse(sign(HEADER | {"alg": value}, PAYLOAD, KEY)) is Reason.WRONG_ALGORITHM


def test_refuses_a_symmetric_algorithm_even_where_it_is_called_accepted():
    with pytest.raises(InvalidToken) as refused:
        read_token(sign(HEADER | {"alg": "HS256"}, PAYLOAD, KEY), {"HS256", "none"})

    assert refused.value.reason is Reason.WRONG_ALGORITHM


@pytest.mark.parametrize("value", [None, 1, "", "a" * 256, "a\x00b", ["fast"], {"fast": 1}])
def test_refuses_a_key_id_that_is_odd(value):
    assert refuse(sign(HEADER | {"kid": value}, PAYLOAD, KEY)) is Reason.MALFORMED_TOKEN
    assert refuse(sign(HEADER | {"kid": value}, PAYLOAD, KEY), key_id_required=False) is Reason.MALFORMED_TOKEN


def test_refuses_a_missing_key_id_unless_it_may_be_absent():
    token = sign({"alg": "ES256", "typ": "at+jwt"}, PAYLOAD, KEY)

    header, _ = read_token(token, ACCEPTED, key_id_required=False)

    assert header.key_id is None
    assert refuse(token) is Reason.MALFORMED_TOKEN


@pytest.mark.parametrize("value", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt", "JWT", "jwt"])
def test_reads_an_access_tokens_type_without_regard_to_case(value):
    """RFC 9068 section 4, RFC 7515 section 4.1.9."""
    header, _ = read_token(sign(HEADER | {"typ": value}, PAYLOAD, KEY), ACCEPTED)

    assert header.type == value.lower()


@pytest.mark.parametrize("value", ["logout+jwt", "dpop+jwt", "token-introspection+jwt", "", None, 1, ["JWT"], "JWT "])
def test_refuses_a_header_of_another_type(value):
    """RFC 8725 section 3.11."""
    assert refuse(sign(HEADER | {"typ": value}, PAYLOAD, KEY)) is Reason.WRONG_TYPE


def test_refuses_a_header_without_type_unless_it_may_be_absent():
    token = sign({"alg": "ES256", "kid": "fast"}, PAYLOAD, KEY)

    header, _ = read_token(token, ACCEPTED, types={"jwt", None})

    assert header.type is None
    assert refuse(token) is Reason.WRONG_TYPE


def test_refuses_a_null_type_even_where_it_may_be_absent():
    assert refuse(sign(HEADER | {"typ": None}, PAYLOAD, KEY), types={"jwt", None}) is Reason.WRONG_TYPE


def test_refuses_typ_jwt_where_only_the_letter_of_rfc_9068_is_accepted():
    assert refuse(sign(HEADER | {"typ": "JWT"}, PAYLOAD, KEY), types={"at+jwt"}) is Reason.WRONG_TYPE


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_never_reads_what_a_header_says_of_keys(member):
    """CVE-2018-0114, RFC 8725 section 3.10."""
    thief = make_key("thief", "ES256")
    value = thief.jwk() if member == "jwk" else "http://127.0.0.1:9/keys"
    _, signed = read_token(sign(HEADER | {member: value}, PAYLOAD, thief), ACCEPTED)

    with pytest.raises(InvalidToken) as refused:
        check_signature(signed, public(KEY), "ES256")

    assert refused.value.reason is Reason.BAD_SIGNATURE
