"""A catalog that has the realm decide about every token, so that lightweight and opaque ones can be used with it.

Lightweight tokens are a switch of the client (*Advanced → Always use lightweight access token*): signed, and without
subject, audience and roles, which Keycloak tells by introspection only. RFC 7662.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace

import httpx
import jwt
import pytest

from beside import CLIENT, ask_me, catalog_beside
from realm_admin import RealmAdmin
from refusals import check_refused
from victims import Application, Login, make_application, make_user

VERDICT_LIFE = 60.0  # seconds; what was remembered for that long is asked anew
LIGHT = {"access.token.header.type.rfc9068": "true", "client.use.lightweight.access.token.enabled": "true"}


@pytest.fixture(scope="module")
def catalog(book: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    realm, folder = SimpleNamespace(issuer=book["ISSUER"]), tmp_path_factory.mktemp("introspecting")
    with catalog_beside(realm, folder, INTERNAL_URL=book["ISSUER"], INTROSPECT="true") as url:
        yield url


@pytest.fixture(scope="module")
def app(admin: RealmAdmin, http: httpx.Client, book: Mapping[str, str]) -> Iterator[Application]:
    app = make_application(admin, http, book["ISSUER"], attributes=LIGHT)
    yield app
    admin.call("DELETE", f"clients/{app.id}")


@pytest.fixture
def login(admin: RealmAdmin, app: Application) -> Iterator[Callable[..., Login]]:
    """Give a maker of logins of an editor of the test's own."""
    user = make_user(admin, ["catalog-editor"])
    yield lambda scope="openid catalog:read": app.login(user["name"], scope)
    admin.call("DELETE", f"users/{user['id']}")


def read_prices(url: str, login: Login) -> int:
    """Ask for what takes the editor's role, and return the status: 404 once that is there, since no product is."""
    path = "/api/products/00000000-0000-7000-8000-000000000000/prices/"
    return CLIENT.get(url + path, headers={"Authorization": f"Bearer {login.access}"}).status_code


def test_a_lightweight_token_says_next_to_nothing(login):
    said = jwt.decode(login().access, options={"verify_signature": False})

    assert {"sub", "aud", "realm_access", "preferred_username"}.isdisjoint(said)


def test_what_the_realm_says_of_a_lightweight_token_counts(catalog, login):
    light = login()

    me = ask_me(catalog, light.access).json()

    assert (me["kind"], me["roles"]) == ("user", ["catalog-editor"])
    assert "catalog:read" in me["scopes"]
    assert read_prices(catalog, light) == 404


def test_a_service_that_decides_alone_refuses_it(services, http, login):
    token = login().access

    answer = http.get(services["catalog"].me, headers={"Authorization": f"Bearer {token}"})

    check_refused(answer, 401, "invalid_token", token=token)


def test_a_whole_token_is_taken_as_well(catalog, sign_in):
    assert ask_me(catalog, sign_in("alice", "catalog:read")).json()["username"] == "alice"


@pytest.mark.parametrize("token", ["2YotnFZFEjr1zCsicMWpAA", "a.b.c", "0"])
def test_what_the_realm_does_not_know_is_refused(catalog, token):
    check_refused(ask_me(catalog, token), 401, "invalid_token")


def test_a_lightweight_token_for_another_service_is_refused(catalog, login):
    token = login("openid billing:read").access

    check_refused(ask_me(catalog, token), 401, "invalid_token", token=token)


def test_a_token_that_ended_before_it_came_is_refused(catalog, app, login):
    light = login()
    app.post("revoke", token=light.access).raise_for_status()

    check_refused(ask_me(catalog, light.access), 401, "invalid_token", token=light.access)


@pytest.mark.parametrize("endpoint", ["revoke", "logout"])
def test_revoked_means_refused_although_the_realm_was_asked_a_moment_ago(catalog, app, login, endpoint):
    light = login()
    assert ask_me(catalog, light.access).status_code == 200

    form = {"token": light.access} if endpoint == "revoke" else {"refresh_token": light.refresh}
    app.post(endpoint, **form).raise_for_status()

    ended = time.monotonic()
    while (refused := ask_me(catalog, light.access)).status_code == 200:
        assert time.monotonic() - ended < VERDICT_LIFE / 2
        time.sleep(0.1)
    check_refused(refused, 401, "invalid_token", token=light.access)
