import pytest

from coatcheck.claims import read_claims
from coatcheck.config import Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.introspection import Introspector
from coatcheck.testing import Fault
from coatcheck.transport import Transport


@pytest.fixture
def introspector(realm):
    transport, place = Transport(deadline=1.0), Realm(realm.issuer)
    credentials = ClientCredentials(place, transport, "orders", "orders-secret")
    yield Introspector(Policy(realm.issuer, "orders"), place, transport, credentials)
    transport.close()


@pytest.fixture
def token(realm):
    return realm.issue(roles=["clerk"])


def test_returns_what_the_realm_says_of_a_living_token(realm, introspector, token):
    assert introspector.ask(token).roles == {"clerk"}
    assert realm.received[-1].form == {"token": [token], "token_type_hint": ["access_token"]}


def test_refuses_a_token_that_has_ended(realm, introspector, token):
    realm.end(token)

    with pytest.raises(InvalidToken) as refused:
        introspector.ask(token)

    assert refused.value.reason is Reason.INACTIVE


@pytest.mark.parametrize("active", [{}, {"active": False}, {"active": "true"}, {"active": 1}, {"active": None}])
def test_nothing_but_true_is_active(realm, introspector, token, active):
    answer = {name: value for name, value in realm.issued[token].items() if name != "active"}
    realm.introspection_answer = answer | active

    with pytest.raises(InvalidToken) as refused:
        introspector.ask(token)

    assert refused.value.reason is Reason.INACTIVE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": 1, "iat": 0}, Reason.EXPIRED),
        ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER),
        ({"aud": "billing"}, Reason.WRONG_AUDIENCE),
        ({"typ": "Refresh"}, Reason.WRONG_PAYLOAD_TYPE),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_checks_an_active_tokens_claims_all_the_same(realm, introspector, token, changes, reason, is_known):
    """CVE-2026-8922: an authorization server can err."""
    known = read_claims(realm.issued[token]) if is_known else None
    realm.introspection_answer = realm.issued[token] | {"active": True} | changes

    with pytest.raises(InvalidToken) as refused:
        introspector.ask(token, known)

    assert refused.value.reason is reason


@pytest.mark.parametrize("name", ["sub", "jti"])
def test_an_answer_about_another_token_is_an_outage(realm, introspector, token, name):
    known = read_claims(realm.issued[token])
    realm.introspection_answer = realm.issued[token] | {"active": True, name: "other"}

    with pytest.raises(RealmUnavailable):
        introspector.ask(token, known)


def test_takes_from_the_token_what_the_answer_leaves_out(realm, introspector, token):
    """RFC 7662 section 2.2: every member but `active` is optional."""
    known = read_claims(realm.issued[token])
    realm.introspection_answer = {"active": True}

    assert introspector.ask(token, known) == known
    with pytest.raises(RealmUnavailable):
        introspector.ask(token)


@pytest.mark.parametrize(("name", "held"), [("realm_access", "roles"), ("scope", "scopes")])
def test_what_gives_authority_is_gone_where_the_realm_makes_the_token_anew_without_it(
    realm, introspector, token, name, held
):
    """Keycloak leaves `realm_access` out for somebody who has lost the last role."""
    known = read_claims(realm.issued[token])
    anew = {each: value for each, value in realm.issued[token].items() if each != name}
    realm.introspection_answer = anew | {"active": True}

    assert getattr(known, held)
    assert not getattr(introspector.ask(token, known), held)


def test_a_refusal_to_say_is_an_outage_and_an_alarm(realm, introspector, token, caplog):
    realm.clients["orders"] = "changed"

    with pytest.raises(RealmUnavailable):
        introspector.ask(token)

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert token not in caplog.text


@pytest.mark.parametrize("answer", [[], "active", True, 1])
def test_an_answer_that_is_no_object_is_an_outage(realm, introspector, token, answer):
    realm.introspection_answer = answer

    with pytest.raises(RealmUnavailable):
        introspector.ask(token)


@pytest.mark.parametrize(
    "fault", [Fault.DEAD, Fault.HANGING, Fault.ERROR, Fault.GARBAGE, Fault.HTML, Fault.HUGE, Fault.REDIRECT, Fault.DRIP]
)
def test_a_realm_that_misbehaves_is_an_outage(realm, introspector, token, fault):
    realm.misbehave(fault, "introspection")

    with pytest.raises(RealmUnavailable):
        introspector.ask(token)


def test_needs_an_introspection_endpoint(realm, introspector, token):
    realm.metadata_changes["introspection_endpoint"] = None

    with pytest.raises(RealmUnavailable):
        introspector.ask(token)
