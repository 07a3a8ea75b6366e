import pytest

from coatcheck.testing.faults import Fault


@pytest.fixture
def token(realm):
    return realm.issue(scope="orders:read", roles=["clerk"])


def ask(orders, token):
    return orders.get("/api/fresh/", HTTP_AUTHORIZATION=f"Bearer {token}")


def test_lets_in_whom_the_realm_still_calls_active(orders, token, realm):
    assert ask(orders, token).status_code == 200
    assert realm.requests["introspection"] == 1


def test_refuses_a_token_that_the_realm_has_ended(orders, token, realm):
    realm.end(token)

    response = ask(orders, token)

    assert response.status_code == 401
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_the_roles_that_the_realm_names_now_decide(orders, token, realm):
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": []}}

    assert ask(orders, token).status_code == 403


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.GARBAGE])
def test_is_never_open_when_the_realm_cannot_be_asked(orders, token, realm, fault):
    ask(orders, token)
    realm.misbehave(fault, "introspection")

    assert ask(orders, token).status_code == 503


def test_does_not_ask_for_who_is_refused_anyway(orders, realm):
    response = ask(orders, realm.issue(scope="orders:read"))

    assert response.status_code == 403
    assert realm.requests["introspection"] == 0
