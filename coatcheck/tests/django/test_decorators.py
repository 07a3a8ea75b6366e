import asyncio

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from coatcheck.django.caller import caller_of
from coatcheck.django.decorators import requirement_of, requires
from coatcheck.requirements import All, Freshness, Permission, Role, Scope


@pytest.fixture
def get(project, settings):
    """Give a function that asks the decorated views, which no middleware covers."""
    settings.MIDDLEWARE = []
    return lambda path, method="get", **headers: getattr(Client(), method)(path, headers=headers)


@pytest.mark.parametrize("path", ["/plain/read/", "/plain/read-async/"])
def test_lets_in_who_holds_the_scope(get, bearer, path):
    assert get(path, **bearer(scope="orders:read")).status_code == 200


@pytest.mark.parametrize("path", ["/plain/read/", "/plain/read-async/", "/plain/anybody/"])
def test_challenges_a_request_without_a_token(get, path):
    response = get(path)

    assert response.status_code == 401
    assert "error" not in response["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/plain/read/", "/plain/read-async/"])
def test_names_the_missing_scope(get, bearer, path):
    response = get(path, **bearer(scope="openid"))

    assert response.status_code == 403
    assert 'scope="orders:read"' in response["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/plain/read/", "/plain/read-async/", "/plain/anybody/"])
def test_refuses_a_bad_token(get, path):
    assert get(path, Authorization="Bearer x").status_code == 401


def test_needs_every_thing_that_is_named(get, bearer):
    assert get("/plain/change/", "post", **bearer(scope="orders:write", roles=["clerk"])).status_code == 200
    assert get("/plain/change/", "post", **bearer(scope="orders:write")).status_code == 403


def test_any_accepted_caller_will_do_where_nothing_is_named(get, bearer):
    assert get("/plain/anybody/", **bearer()).status_code == 200


def test_reads_its_arguments_as_one_requirement():
    assert requirement_of(["a", "b"], "x", "app.change_y", fresh=True) == All(
        (Scope(("a", "b")), Role("x"), Permission("app.change_y"), Freshness())
    )


@pytest.fixture
def ask(project, as_principal):
    """Give a function that sends a request of a browser that signed in."""

    alice = as_principal()

    def ask(method, principal=alice):
        request = getattr(RequestFactory(enforce_csrf_checks=True), method)("/plain/anybody/")
        caller_of(request).find_session = lambda: principal
        return requires()(lambda _: HttpResponse())(request).status_code

    return ask


def test_a_session_counts_where_there_is_no_token(ask):
    assert ask("get") == 200


def test_a_session_needs_a_csrf_token_on_unsafe_methods(ask):
    assert ask("post") == 403


def test_a_session_that_is_over_does_not_count(ask):
    assert ask("get", principal=None) == 401


def test_a_decorated_async_view_stays_async(project):
    @requires()
    async def view(request):
        return HttpResponse()

    response = asyncio.run(view(RequestFactory().get("/")))

    assert response.status_code == 401
