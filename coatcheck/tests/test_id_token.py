"""The rules of OpenID Connect Core 1.0 section 3.1.3.7, each broken once."""

import pytest

from coatcheck.errors import InvalidToken, Reason
from coatcheck.id_token import IdToken, IdTokenVerifier
from coatcheck.keys import StaticKeys
from coatcheck.testing import StandInRealm, make_key
from coatcheck.testing.logins import id_token

CLIENT = "orders-web"
NONCE = "n-of-this-login"
ACCESS = "an.access.token"


@pytest.fixture
def verifier(realm: StandInRealm) -> IdTokenVerifier:
    return IdTokenVerifier(realm.issuer, CLIENT, StaticKeys(realm.key_set()), frozenset({"RS256"}), clock=realm.clock)


@pytest.fixture
def old(realm: StandInRealm, verifier: IdTokenVerifier) -> IdToken:
    return verifier.verify(id_token(realm, CLIENT, NONCE, ACCESS), nonce=NONCE)


def test_accepts_what_answers_this_login(realm, verifier):
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    identity = verifier.verify(token, nonce=NONCE, access_token=ACCESS)

    assert (identity.subject, identity.session_id) == (realm.logins.subject, realm.logins.session_id)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER),
        ({"iss": None}, Reason.MISSING_CLAIM),
        ({"aud": "another"}, Reason.WRONG_AUDIENCE),
        ({"aud": []}, Reason.WRONG_AUDIENCE),
        ({"aud": [CLIENT, 1]}, Reason.MALFORMED_CLAIM),
        ({"aud": [CLIENT, "another"], "azp": None}, Reason.WRONG_CLIENT),
        ({"azp": "another"}, Reason.WRONG_CLIENT),
        ({"exp": 1}, Reason.EXPIRED),
        ({"exp": None}, Reason.MISSING_CLAIM),
        ({"iat": None}, Reason.MISSING_CLAIM),
        ({"iat": 9_999_999_999}, Reason.NOT_YET_VALID),
        ({"sub": None}, Reason.MISSING_CLAIM),
        ({"sub": 7}, Reason.MALFORMED_CLAIM),
        ({"sub": "x" * 256}, Reason.MALFORMED_CLAIM),
        ({"nonce": "another"}, Reason.WRONG_NONCE),
        ({"nonce": None}, Reason.WRONG_NONCE),
        ({"at_hash": "AAAA"}, Reason.WRONG_ACCESS_TOKEN),
        ({"at_hash": 7}, Reason.WRONG_ACCESS_TOKEN),
        ({"typ": "Bearer"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"typ": "Logout"}, Reason.WRONG_PAYLOAD_TYPE),
    ],
)
def test_refuses_a_broken_claim(realm, verifier, changes, reason):
    realm.logins.id_token = changes
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token, nonce=NONCE, access_token=ACCESS)

    assert refused.value.reason is reason


@pytest.mark.parametrize("changes", [{"azp": None}, {"azp": CLIENT, "aud": [CLIENT, "another"]}])
def test_needs_a_party_only_where_others_are_meant_too(realm, verifier, changes):
    realm.logins.id_token = changes
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    assert verifier.verify(token, nonce=NONCE).subject == realm.logins.subject


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"typ": "at+jwt"}, Reason.WRONG_TYPE),
        ({"typ": "logout+jwt"}, Reason.WRONG_TYPE),
        ({"alg": "none"}, Reason.WRONG_ALGORITHM),
        ({"alg": "HS256"}, Reason.WRONG_ALGORITHM),
        ({"kid": "unknown"}, Reason.UNKNOWN_KEY),
        ({"crit": ["exp"]}, Reason.FORBIDDEN_HEADER),
    ],
)
def test_refuses_the_header_of_something_else(realm, verifier, headers, reason):
    realm.logins.id_token_headers = headers
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token, nonce=NONCE)

    assert refused.value.reason is reason


def test_refuses_a_signature_by_another_key(realm, verifier):
    realm.logins.id_token_key = make_key("evil")
    realm.logins.id_token_headers = {"kid": realm.keys[0].key_id}
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token, nonce=NONCE)

    assert refused.value.reason is Reason.BAD_SIGNATURE


def test_accepts_a_header_without_typ(realm, verifier):
    realm.logins.id_token_headers = {"typ": None}
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    assert verifier.verify(token, nonce=NONCE).subject == realm.logins.subject


def test_accepts_a_missing_kid_where_one_key_fits(realm, verifier):
    realm.logins.id_token_headers = {"kid": None}
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    assert verifier.verify(token, nonce=NONCE).subject == realm.logins.subject


def test_refuses_a_missing_kid_where_two_keys_fit(realm):
    realm.rotate("second")
    verifier = IdTokenVerifier(realm.issuer, CLIENT, StaticKeys(realm.key_set()), frozenset({"RS256"}))
    realm.logins.id_token_headers = {"kid": None}
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token, nonce=NONCE)

    assert refused.value.reason is Reason.UNKNOWN_KEY


def test_accepts_a_login_without_at_hash(realm, verifier):
    realm.logins.id_token = {"at_hash": None}
    token = id_token(realm, CLIENT, NONCE, ACCESS)

    assert verifier.verify(token, nonce=NONCE, access_token=ACCESS).subject == realm.logins.subject


def test_accepts_a_renewed_login_of_the_same_person(realm, verifier, old):
    renewed = id_token(realm, CLIENT, None, ACCESS)

    assert verifier.verify_renewed(renewed, old).subject == old.subject


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sub": "somebody-else"}, Reason.WRONG_SUBJECT),
        ({"aud": [CLIENT, "another"]}, Reason.WRONG_AUDIENCE),
        ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER),
        ({"nonce": "another"}, Reason.WRONG_NONCE),
    ],
)
def test_refuses_a_renewed_login_of_somebody_else(realm, verifier, old, changes, reason):
    realm.logins.id_token = changes
    renewed = id_token(realm, CLIENT, None, ACCESS)

    with pytest.raises(InvalidToken) as refused:
        verifier.verify_renewed(renewed, old)

    assert refused.value.reason is reason
