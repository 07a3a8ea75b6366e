import pytest
from clocks import Clock

from coatcheck.config import Realm
from coatcheck.entries import Entry, Kind
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.keys import RemoteKeys
from coatcheck.logout import EVENT, LogoutVerifier
from coatcheck.testing import Fault, make_key, sign
from coatcheck.transport import Transport

ABSENT = object()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def verifier(realm, clock):
    realm.clock = clock
    transport = Transport()
    keys = RemoteKeys(Realm(realm.issuer), transport, clock=clock, patience=5.0)
    yield LogoutVerifier(realm.issuer, "orders-web", keys, frozenset({"RS256"}), clock=clock)
    keys.close()
    transport.close()


@pytest.fixture
def logout_token(realm, clock):
    """Give a maker of Keycloak's logout tokens: `logout_token(sid=ABSENT, exp=…, header={"typ": …})`."""

    def make(*, header=None, key=None, **changes):
        claims = {
            "iss": realm.issuer,
            "aud": "orders-web",
            "iat": int(clock()),
            "exp": int(clock()) + 120,
            "jti": "logout-1",
            "sub": "alice",
            "sid": "sid-1",
            "typ": "Logout",
            "events": {EVENT: {}},
        }
        payload = {name: value for name, value in (claims | changes).items() if value is not ABSENT}
        signing = key or realm.keys[0]
        head = {"alg": "RS256", "kid": signing.key_id, "typ": "logout+jwt"} | (header or {})
        return sign({name: value for name, value in head.items() if value is not ABSENT}, payload, signing)

    return make


def test_a_token_with_session_and_subject_ends_that_session_only(verifier, logout_token, clock):
    logout = verifier.verify(logout_token())

    assert logout.entry == Entry(Kind.SESSION, "sid-1", int(clock()))


def test_a_token_with_a_subject_alone_ends_all_that_subject_has(verifier, logout_token, clock):
    logout = verifier.verify(logout_token(sid=ABSENT))

    assert logout.entry == Entry(Kind.SUBJECT, "alice", int(clock()))


def test_a_token_with_a_session_alone_will_do(verifier, logout_token):
    assert verifier.verify(logout_token(sub=ABSENT)).entry.key == "sid-1"


def test_the_cause_is_the_token_and_not_what_else_it_says(verifier, logout_token):
    first, again, other = (
        verifier.verify(logout_token(**each)) for each in ({}, {"sid": "sid-2"}, {"jti": "logout-2"})
    )

    assert first.cause == again.cause
    assert first.cause != other.cause


@pytest.mark.parametrize("header", [{"typ": ABSENT}, {"typ": "JWT"}, {"typ": "LOGOUT+JWT"}])
def test_other_issuers_declare_it_otherwise(verifier, logout_token, header):
    verifier.verify(logout_token(header=header, typ=ABSENT))


# L8
@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"events": ABSENT}, Reason.WRONG_TYPE),
        ({"events": {"http://schemas.openid.net/event/other": {}}}, Reason.WRONG_TYPE),
        ({"events": []}, Reason.WRONG_TYPE),
        ({"events": [EVENT]}, Reason.WRONG_TYPE),
        ({"events": EVENT}, Reason.WRONG_TYPE),
        ({"events": {EVENT: []}}, Reason.WRONG_TYPE),
        ({"events": {EVENT: None}}, Reason.WRONG_TYPE),
        ({"nonce": "n"}, Reason.WRONG_TYPE),
        ({"nonce": None}, Reason.WRONG_TYPE),
        ({"sub": ABSENT, "sid": ABSENT}, Reason.MISSING_CLAIM),
        ({"sid": ""}, Reason.MALFORMED_CLAIM),
        ({"sid": 7}, Reason.MALFORMED_CLAIM),
        ({"sub": ["alice"]}, Reason.MALFORMED_CLAIM),
    ],
)
def test_refuses_what_is_no_logout(verifier, logout_token, spoilt, reason):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(logout_token(**spoilt))

    assert refused.value.reason is reason


# L9
@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"iss": "https://evil.example/realms/test"}, Reason.WRONG_ISSUER),
        ({"aud": "orders"}, Reason.WRONG_AUDIENCE),
        ({"aud": ["billing-web"]}, Reason.WRONG_AUDIENCE),
        ({"aud": ABSENT}, Reason.MISSING_CLAIM),
        ({"exp": ABSENT}, Reason.MISSING_CLAIM),
        ({"iat": ABSENT}, Reason.MISSING_CLAIM),
        ({"jti": ABSENT}, Reason.MISSING_CLAIM),
        ({"jti": ""}, Reason.MALFORMED_CLAIM),
        ({"typ": "ID"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"typ": "Bearer"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"typ": None}, Reason.WRONG_PAYLOAD_TYPE),
        ({"header": {"typ": "at+jwt"}}, Reason.WRONG_TYPE),
        ({"header": {"crit": ["x"]}}, Reason.FORBIDDEN_HEADER),
    ],
)
def test_refuses_a_token_that_is_not_for_us(verifier, logout_token, spoilt, reason):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(logout_token(**spoilt))

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("issued", "expires", "reason"),
    [
        (-200, -30, Reason.EXPIRED),
        (31, 120, Reason.NOT_YET_VALID),
        (-331, 10, Reason.EXPIRED),
        (0, 301, Reason.LIFETIME_TOO_LONG),
    ],
)
def test_refuses_a_token_out_of_its_time(verifier, logout_token, clock, issued, expires, reason):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(logout_token(iat=int(clock()) + issued, exp=int(clock()) + expires))

    assert refused.value.reason is reason


def test_refuses_a_token_that_the_realm_did_not_sign(verifier, logout_token, realm):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(logout_token(key=make_key("stranger"), header={"kid": realm.keys[0].key_id}))

    assert refused.value.reason is Reason.BAD_SIGNATURE


def test_refuses_a_token_without_a_signature(verifier, logout_token):
    head, _, _ = logout_token().rpartition(".")

    with pytest.raises(InvalidToken):
        verifier.verify(f"{head}.")


def test_refuses_one_that_is_too_large(verifier):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify("a" * 17_000)

    assert refused.value.reason is Reason.TOO_LARGE


def test_decides_nothing_while_the_keys_cannot_be_had(verifier, logout_token, realm):
    token = logout_token()
    realm.misbehave(Fault.DEAD)

    with pytest.raises(RealmUnavailable):
        verifier.verify(token)
