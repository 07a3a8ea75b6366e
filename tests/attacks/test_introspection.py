"""Group I, first half: a realm that lies, fails or dies when it is asked whether a token still lives."""

import uuid

import pytest

from beside import CLIENT
from refusals import check_problem, check_refused, check_unavailable

BOTH = "billing:read billing:write"


@pytest.fixture
def void(billing, realm):
    """Call off an invoice that never was, with a token that is good by signature: 404 once the realm has agreed.

    With arguments, the realm's answer is what it knows of that token, spoilt by them.
    """

    def ask(**spoilt):
        token = realm.issue(roles=["billing-admin"], scope=BOTH)
        if spoilt:
            realm.introspection_answer = realm.issued[token] | {"active": True} | spoilt
        headers = {"Authorization": f"Bearer {token}"}
        return CLIENT.post(f"{billing}{uuid.uuid4()}/void/", json={}, headers=headers), token

    return ask


def test_a_living_token_goes_on(void):
    check_problem(void()[0], 404)
    check_problem(void(active=True)[0], 404)


@pytest.mark.parametrize("active", [False, "true", 1, None, [], {"active": True}], ids=str)
def test_i1_only_active_true_is_active(void, active):
    """RFC 7662 section 2.2."""
    refused, token = void(active=active)

    check_refused(refused, 401, "invalid_token", token=token)


SPOILT = {
    "expired": {"exp": 1},
    "other issuer": {"iss": "https://evil.example"},
    "other audience": {"aud": "catalog"},
    "audience within": {"aud": "billing-web"},
    "from the future": {"iat": 32503680000, "exp": 32503680060},
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
def test_i2_what_the_realm_calls_active_is_checked_again(void, spoilt):
    """CVE-2026-8922: an authorization server can err."""
    refused, token = void(**spoilt)

    check_refused(refused, 401, "invalid_token", token=token)


@pytest.mark.parametrize("spoilt", [{"sub": "mallory"}, {"jti": "another"}, {"exp": "soon"}, {"sub": 7}], ids=str)
def test_an_answer_that_makes_no_sense_decides_nothing(void, spoilt):
    check_unavailable(void(**spoilt)[0])


@pytest.mark.parametrize("roles", [{"roles": []}, {"roles": ["customer"]}, "billing-admin", {"roles": "x"}, 7], ids=str)
def test_a_role_that_the_realm_no_longer_tells_of_is_gone(void, roles):
    refused, _ = void(realm_access=roles)

    assert "scope" not in check_refused(refused, 403, "insufficient_scope")


def test_a_scope_that_the_realm_no_longer_tells_of_is_gone(void):
    refused, _ = void(scope="billing:read")

    assert check_refused(refused, 403, "insufficient_scope")["scope"] == "billing:write"


def test_i3_a_realm_that_does_not_know_us_is_our_trouble(void, realm):
    realm.clients["billing"] = "another secret"

    check_unavailable(void()[0])


FAULTS = ["error", "garbage", "html", "huge", "redirect", "empty", "empty_object", "hanging", "drip"]


@pytest.mark.parametrize("fault", FAULTS)
def test_i4_a_realm_that_fails_decides_nothing(void, realm, fault):
    realm.misbehave(fault, "introspection")

    refused, _ = void()

    if fault == "empty_object":  # an object without `active` is an answer, and not an active one
        check_refused(refused, 401, "invalid_token")
    else:
        check_unavailable(refused)


def test_i5_a_token_that_has_ended_is_refused_where_the_realm_is_asked(billing, realm):
    token = realm.issue(roles=["billing-admin"], scope=BOTH)
    realm.ended.add(realm.issued[token]["jti"])

    refused = CLIENT.post(f"{billing}{uuid.uuid4()}/void/", json={}, headers={"Authorization": f"Bearer {token}"})

    check_refused(refused, 401, "invalid_token", token=token)
