import math

import pytest

from coatcheck.claims import read_claims
from coatcheck.errors import InvalidToken, Reason

VALID = {
    "iss": "https://id.example/realms/acme",
    "sub": "sub-1",
    "aud": ["orders", "billing"],
    "exp": 1300,
    "iat": 1000.5,
    "jti": "jti-1",
    "azp": "web",
    "sid": "sid-1",
    "typ": "Bearer",
    "preferred_username": "alice",
    "scope": "openid  orders:read ",
    "realm_access": {"roles": ["editor", "customer"]},
    "resource_access": {"orders": {"roles": ["clerk"]}, "other": {"roles": "odd"}, "third": None},
}
ODD_TEXTS = [None, True, 1, [], {}, "", "a" * 256, "a\x00", "\n", "\x7f", "a\x85b", ["a"]]
ODD_TIMES = [None, True, False, "1300", [1300], {}, math.nan, math.inf, -1, 10**12, 10**400]


def test_reads_every_claim():
    claims = read_claims(VALID)

    assert (claims.issuer, claims.subject, claims.token_id, claims.client) == (VALID["iss"], "sub-1", "jti-1", "web")
    assert (claims.expires_at, claims.issued_at, claims.not_before) == (1300, 1000.5, None)
    assert (claims.session_id, claims.payload_type, claims.username) == ("sid-1", "Bearer", "alice")
    assert claims.audience == {"orders", "billing"}
    assert claims.scopes == {"openid", "orders:read"}
    assert claims.roles == {"editor", "customer"}
    assert claims.client_roles == {"orders": {"clerk"}, "other": frozenset(), "third": frozenset()}
    assert claims.raw == VALID


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "jti", "azp"])
def test_refuses_a_token_that_lacks_a_claim(name):
    payload = {each: value for each, value in VALID.items() if each != name}

    with pytest.raises(InvalidToken) as refused:
        read_claims(payload)

    assert (refused.value.reason, refused.value.about) == (Reason.MISSING_CLAIM, name)


@pytest.mark.parametrize("value", ODD_TEXTS, ids=repr)
@pytest.mark.parametrize("name", ["iss", "sub", "jti", "azp", "client_id"])
def test_refuses_a_text_that_is_odd(name, value):
    with pytest.raises(InvalidToken) as refused:
        read_claims(VALID | {name: value})

    assert (refused.value.reason, refused.value.about) == (Reason.MALFORMED_CLAIM, name)


@pytest.mark.parametrize("value", ["a" * 255, "ü", "a\u00a0b", "\u2028"])
def test_reads_any_text_of_255_characters_without_control_characters(value):
    assert read_claims(VALID | {"sub": value}).subject == value


@pytest.mark.parametrize("value", ODD_TIMES, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
def test_refuses_a_time_that_is_odd(name, value):
    with pytest.raises(InvalidToken) as refused:
        read_claims(VALID | {name: value})

    assert (refused.value.reason, refused.value.about) == (Reason.MALFORMED_CLAIM, name)


@pytest.mark.parametrize("value", [None, 1, True, {}, {"orders": 1}, ["orders", 1], ["orders", None], [["orders"]]])
def test_refuses_an_audience_that_is_odd(value):
    with pytest.raises(InvalidToken) as refused:
        read_claims(VALID | {"aud": value})

    assert (refused.value.reason, refused.value.about) == (Reason.MALFORMED_CLAIM, "aud")


@pytest.mark.parametrize(("value", "audience"), [("orders", {"orders"}), ([], set()), (["a", "a"], {"a"})])
def test_reads_an_audience_of_one_or_many(value, audience):
    """RFC 7519 section 4.1.3."""
    assert read_claims(VALID | {"aud": value}).audience == audience


def test_refuses_two_names_for_the_client():
    with pytest.raises(InvalidToken) as refused:
        read_claims(VALID | {"client_id": "other"})

    assert refused.value.reason is Reason.WRONG_CLIENT


@pytest.mark.parametrize("names", [("azp",), ("client_id",), ("azp", "client_id")])
def test_takes_the_client_from_either_claim(names):
    payload = {name: value for name, value in VALID.items() if name != "azp"} | dict.fromkeys(names, "web")

    assert read_claims(payload).client == "web"


@pytest.mark.parametrize("value", [None, 1, [], {"a": 1}, ["orders:read"]])
def test_an_odd_scope_gives_no_authority(value):
    assert read_claims(VALID | {"scope": value}).scopes == frozenset()


@pytest.mark.parametrize("value", [None, 1, "editor", ["editor"], {"roles": "editor"}, {"roles": {"editor": 1}}, {}])
def test_odd_roles_give_no_authority(value):
    claims = read_claims(VALID | {"realm_access": value, "resource_access": value})

    assert claims.roles == frozenset()
    assert not any(claims.client_roles.values())


@pytest.mark.parametrize("odd", [1, None, "", "a\x00", ["editor"], {}])
def test_one_odd_role_spoils_the_list(odd):
    assert read_claims(VALID | {"realm_access": {"roles": ["editor", odd]}}).roles == frozenset()


@pytest.mark.parametrize("value", ODD_TEXTS, ids=repr)
def test_an_odd_session_gives_no_authority_and_makes_no_service(value):
    claims = read_claims(VALID | {"sid": value})

    assert claims.session_id == ""
    assert claims.roles == claims.scopes == frozenset()
    assert claims.client_roles == {}


@pytest.mark.parametrize("value", ODD_TEXTS, ids=repr)
def test_an_odd_user_name_gives_way_to_the_subject(value):
    assert read_claims(VALID | {"preferred_username": value}).username == "sub-1"


def test_a_token_without_a_session_has_none():
    payload = {name: value for name, value in VALID.items() if name != "sid"}

    assert read_claims(payload).session_id is None
