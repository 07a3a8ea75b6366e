"""Catalog on an issuer that is not Keycloak: RFC 9068 tokens, without Keycloak's `typ` in the payload."""

import time

import pytest

from beside import ask_me, catalog_beside, wait_until_answered
from coatcheck.testing import StandInRealm


@pytest.fixture(scope="module")
def issuer():
    with StandInRealm("elsewhere") as issuer:
        issuer.audience = "catalog"
        yield issuer


@pytest.fixture(scope="module")
def catalog(issuer, tmp_path_factory):
    with catalog_beside(issuer, tmp_path_factory.mktemp("second-issuer"), PAYLOAD_TYPE="none") as url:
        wait_until_answered(url, lambda: issue(issuer), 200)
        yield url


def issue(issuer, **claims):
    """Return a token as RFC 9068 section 2 has it: `client_id`, no `azp`, no payload `typ`, no `sid`."""
    own = {"client_id": "shop", "auth_time": int(time.time()), "without": ("typ", "azp", "sid", "realm_access")}
    return issuer.issue(**(own | {"scope": "catalog:read"} | claims))


def test_accepts_a_person(catalog, issuer):
    me = ask_me(catalog, issue(issuer, subject="someone")).json()

    assert (me["sub"], me["kind"], me["client"]) == ("someone", "user", "shop")
    assert me["scopes"] == ["catalog:read"]


def test_tells_a_client_from_a_person_by_its_subject_rfc_9068_section_5(catalog, issuer):
    me = ask_me(catalog, issue(issuer, subject="shop")).json()

    assert me["kind"] == "service"


@pytest.mark.parametrize("typ", ["JWT", "jwt", "", "logout+jwt"])
def test_needs_the_type_of_access_tokens_in_the_header_rfc_9068_section_4(catalog, issuer, typ):
    assert ask_me(catalog, issue(issuer, typ=typ)).status_code == 401


@pytest.mark.parametrize("claim", ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"])
def test_needs_every_claim_of_rfc_9068_section_2_2(catalog, issuer, claim):
    token = issue(issuer, without=("typ", "azp", "sid", claim))

    assert ask_me(catalog, token).status_code == 401


def test_refuses_keycloaks_token_there(catalog, sign_in):
    assert ask_me(catalog, sign_in("alice", "catalog:read")).status_code == 401


def test_refuses_that_issuers_token_at_the_stack(issuer, services, http):
    answer = http.get(services["catalog"].me, headers={"Authorization": f"Bearer {issue(issuer)}"})

    assert answer.status_code == 401
