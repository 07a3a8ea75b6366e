import pytest
from django.test import RequestFactory
from small_project import views

from coatcheck.django import wiring
from coatcheck.django.caller import caller_of
from coatcheck.django.decorators import requires
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


@pytest.mark.parametrize("view", [views.Hidden, views.FreshFirst])
def test_the_roles_that_the_realm_names_now_decide_about_the_other_guards_too(orders, token, realm, view):
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    before = view.as_view()(RequestFactory().get("/api/hidden/", **headers)).status_code
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": []}}

    after = view.as_view()(RequestFactory().get("/api/hidden/", **headers)).status_code

    assert (before, after) == (200, 403)


def test_the_view_meets_the_caller_as_the_realm_describes_it(orders, realm):
    token = realm.issue(scope="orders:read", roles=["boss", "clerk"])
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": ["clerk"]}}

    assert ask(orders, token).json()["roles"] == ["clerk"]


def test_a_plain_view_does_so_too(orders, realm):
    token = realm.issue(roles=["boss", "clerk"])
    realm.introspection_answer = realm.issued[token] | {"active": True, "realm_access": {"roles": ["clerk"]}}
    view = requires(fresh=True)(lambda request: (request.user.roles, request.coatcheck.principal.roles))

    met = view(RequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}"))

    assert met == ({"clerk"}, {"clerk"})


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.GARBAGE])
def test_is_never_open_when_the_realm_cannot_be_asked(orders, token, realm, fault):
    ask(orders, token)
    realm.misbehave(fault, "introspection")

    assert ask(orders, token).status_code == 503


def test_does_not_ask_for_who_is_refused_anyway(orders, realm):
    response = ask(orders, realm.issue(scope="orders:read"))

    assert response.status_code == 403
    assert realm.requests["introspection"] == 0


@pytest.fixture
def ask_by_session(orders, realm, token):
    """Give a function that sends a request of a browser whose session holds the token."""

    def ask(held):
        request = RequestFactory().get("/api/fresh/")
        caller = caller_of(request)
        caller.find_session, caller.find_session_token = lambda: wiring.verifier().verify(token), lambda: held
        return views.FRESH(request).status_code

    return ask


def test_asks_about_the_token_that_a_session_holds(ask_by_session, token, realm):
    assert ask_by_session(token) == 200
    assert realm.requests["introspection"] == 1


def test_refuses_a_session_whose_token_the_realm_has_ended(ask_by_session, token, realm):
    realm.end(token)

    assert ask_by_session(token) == 401


def test_a_session_without_a_token_is_not_let_in(ask_by_session):
    assert ask_by_session(None) == 503
