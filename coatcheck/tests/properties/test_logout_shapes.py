"""Whatever a signed logout token says, it ends what it names, or is refused."""

from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import values

from coatcheck.entries import Kind
from coatcheck.errors import InvalidToken
from coatcheck.keys import StaticKeys
from coatcheck.logout import EVENT, LogoutVerifier
from coatcheck.testing import make_key, sign

NOW = 1_800_000_000
KEY = make_key("fast", "ES256")
VERIFIER = LogoutVerifier(
    "https://id.example", "orders-web", StaticKeys({"keys": [KEY.jwk()]}), frozenset({"ES256"}), clock=lambda: NOW
)
VALID = {
    "iss": "https://id.example",
    "aud": "orders-web",
    "iat": NOW,
    "exp": NOW + 120,
    "jti": "j",
    "sub": "s",
    "sid": "i",
    "typ": "Logout",
    "events": {EVENT: {}},
}

names = st.sampled_from([*VALID, "nonce"])
events = st.dictionaries(st.sampled_from([EVENT, "other"]), values, max_size=2)


@settings(max_examples=3 * settings.default.max_examples)
@given(st.dictionaries(names, values | events, max_size=3), st.sets(names, max_size=2))
def test_reads_a_logout_or_refuses_it(changes, left_out):
    payload = {name: value for name, value in (VALID | changes).items() if name not in left_out}

    try:
        logout = VERIFIER.verify(sign({"alg": "ES256", "kid": "fast", "typ": "logout+jwt"}, payload, KEY))
    except InvalidToken:
        return

    assert payload["iss"] == "https://id.example"
    assert isinstance(payload["events"][EVENT], dict)
    assert "nonce" not in payload
    assert logout.entry.kind is (Kind.SESSION if "sid" in payload else Kind.SUBJECT)
