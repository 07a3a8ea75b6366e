"""Shapes: whatever stands in a header line, a token, a payload or a key set, the answer is one of those promised."""

import json
import string
from base64 import urlsafe_b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import texts, values

from coatcheck.bearer import read_bearer
from coatcheck.claims import Claims, check_claims, read_claims
from coatcheck.config import Policy
from coatcheck.errors import InvalidToken, Refusal
from coatcheck.key_set import read_key_set
from coatcheck.signature import FORBIDDEN_MEMBERS, read_token
from coatcheck.strict_json import read_json
from coatcheck.testing import encode_part, make_key

TOKEN_ALPHABET = set(string.ascii_letters + string.digits + "-._~+/=")

header_names = st.sampled_from(["alg", "typ", "kid", "crit", "b64", "zip", "jwk", "x"])
header_values = st.sampled_from(["RS256", "HS256", "none", "at+jwt", "JWT", "key"]) | values
claim_names = st.sampled_from(
    [
        *("exp", "iat", "nbf", "iss", "aud", "sub", "jti", "azp", "client_id", "typ", "sid", "scope"),
        *("realm_access", "resource_access", "preferred_username"),
    ]
)
key_names = st.sampled_from(["kty", "kid", "use", "alg", "key_ops", "n", "e", "crv", "x", "y", "d"])
key_values = st.sampled_from(["RSA", "EC", "OKP", "oct", "sig", "AQAB", "P-256", "Ed25519", "RS256"]) | values
VALID_CLAIMS = {
    "iss": "https://id.example",
    "aud": "orders",
    "sub": "s",
    "jti": "j",
    "azp": "web",
    "typ": "Bearer",
    "exp": 1_800_000_300,
    "iat": 1_800_000_000,
    "scope": "a b",
    "realm_access": {"roles": ["r"]},
}


@given(st.lists(st.sampled_from(["Bearer", "bearer", "DPoP", "Basic", " ", ",", "\t", "a", "="]) | texts, max_size=6))
def test_reads_a_header_line_as_a_token_or_nothing_or_refuses_it(pieces):
    line = "".join(pieces)

    try:
        token = read_bearer([line])
    except Refusal:
        return

    assert token is None or (line[:7].lower() == "bearer " and line[7:] == token and set(token) <= TOKEN_ALPHABET)


@given(st.lists(texts, min_size=2, max_size=4))
def test_reads_no_token_from_several_header_lines(lines):
    with pytest.raises(Refusal):
        read_bearer(lines)


@given(st.dictionaries(header_names, header_values, max_size=6))
def test_lets_only_sound_headers_go_on(members):
    token = f"{encode_part(json.dumps(members))}.e30.AAAA"

    try:
        header, _ = read_token(token, {"RS256"})
    except InvalidToken:
        return

    assert header.algorithm == members["alg"] == "RS256"
    assert header.key_id == members["kid"]
    assert header.type in ("at+jwt", "application/at+jwt", "jwt")
    assert not members.keys() & set(FORBIDDEN_MEMBERS)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_survives_any_bytes_for_a_token(header, payload, signature):
    parts = (urlsafe_b64encode(each).rstrip(b"=").decode() for each in (header, payload, signature))

    with pytest.raises(InvalidToken):
        read_token(".".join(parts), {"RS256"})


@given(st.text())
def test_survives_any_text_for_a_token(text):
    with pytest.raises(InvalidToken):
        read_token(text, {"RS256"})


@settings(max_examples=3 * settings.default.max_examples)
@given(st.dictionaries(claim_names, values, max_size=4), st.sets(claim_names, max_size=2))
def test_reads_claims_into_the_promised_types_or_refuses_them(changes, left_out):
    payload = {name: value for name, value in (VALID_CLAIMS | changes).items() if name not in left_out}

    try:
        claims = read_claims(payload)
        check_claims(claims, Policy("https://id.example", "orders"), 1_800_000_001.0)
    except InvalidToken:
        return

    check_types(claims)
    assert claims.issuer == "https://id.example"
    assert "orders" in claims.audience
    assert 0 < claims.expires_at - claims.issued_at + 60 <= 3660


def check_types(claims: Claims) -> None:
    for text in (claims.subject, claims.token_id, claims.client, claims.username):
        assert isinstance(text, str)
        assert 0 < len(text) <= 255
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)
    for names in (claims.roles, claims.scopes, claims.audience, *claims.client_roles.values()):
        assert all(isinstance(name, str) for name in names)


@given(values | st.fixed_dictionaries({"keys": st.lists(st.dictionaries(key_names, key_values), max_size=4) | values}))
def test_reads_a_key_set_or_refuses_it(document):
    try:
        keys = read_key_set(document)
    except ValueError:
        return

    assert keys.keys


@given(st.lists(st.dictionaries(key_names, key_values), max_size=4), st.integers(0, 4))
def test_finds_the_good_key_among_odd_ones(odd, place):
    entries = [*odd[:place], make_key().jwk(), *odd[place:]]

    keys = read_key_set({"keys": entries})

    assert "realm-1" in keys.ids


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(texts, values))
def test_reads_json_as_it_was_written_or_refuses_it(value):
    text = json.dumps(value).encode()

    try:
        read = read_json(text)
    except ValueError:
        return

    assert read == value


@given(st.binary())
def test_survives_any_bytes_for_json(data):
    try:
        read_json(data)
    except ValueError:
        return
