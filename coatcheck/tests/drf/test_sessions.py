import pytest
from django.test import RequestFactory
from small_project import views

from coatcheck.django.caller import caller_of


@pytest.fixture
def ask(orders, as_principal):
    """Give a function that sends a request of a browser that signed in."""
    clerk = as_principal(scope="orders:read", roles=["clerk"])

    def ask(method: str = "get", principal=clerk, **headers):
        request = getattr(RequestFactory(enforce_csrf_checks=True), method)("/api/both/", **headers)
        caller_of(request).find_session = lambda: principal
        return views.Guarded.as_view(permission_classes=[views.scope("orders:read")])(request)

    return ask


def test_accepts_a_session(ask):
    assert ask().data["caller"] == "alice"


def test_refuses_an_unsafe_method_without_a_csrf_token(ask):
    response = ask("post")

    assert response.status_code == 403
    assert "WWW-Authenticate" not in response


def test_counts_the_bearer_alone_beside_a_session(ask, bearer):
    assert ask(**bearer(scope="orders:read", username="bob")).data["caller"] == "bob"


def test_needs_no_csrf_token_with_a_bearer_beside_a_session(ask, bearer):
    assert ask("post", **bearer(scope="orders:read")).status_code == 200


def test_refuses_a_bad_bearer_beside_a_good_session(ask, bearer):
    assert ask(**bearer(audience="billing")).status_code == 401


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("header", ["Basic YTpi", "DPoP x", "Negotiate"])
def test_a_session_beside_another_scheme_is_no_credential(ask, method, header):
    response = ask(method, HTTP_AUTHORIZATION=header)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer realm="orders", resource_metadata=')
    assert "error=" not in response["WWW-Authenticate"]


def test_a_session_that_is_over_is_no_credential(ask):
    assert ask(principal=None).status_code == 401
