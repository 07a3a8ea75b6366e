"""Browser sessions: what is ended must sign in again, what must renew goes on, and nobody notices. Row L12."""

import time
from collections.abc import Callable, Mapping

import httpx
import pytest

from addresses import Service
from browsing import Browser
from realm_admin import RealmAdmin
from victims import make_user
from workers import PATIENCE

PROMISE = 2.0


class Visitor:
    """Somebody with a browser, signed in to a service by code flow."""

    def __init__(self, http: httpx.Client, book: Mapping[str, str], service: Service, user: Mapping[str, str]) -> None:
        self.service = service
        self.user = user
        self.browser = Browser(http, book["ISSUER"])
        self.sign_in()

    def sign_in(self) -> None:
        """Follow the service to Keycloak and back, each place with its own cookies."""
        self.here = Browser(self.browser.http, self.service.url)
        answer = self.here.request("GET", f"{self.service.url}/login/")
        answers = {"username": self.user["name"], "password": self.user["name"]}
        for _ in range(8):
            place = answer.headers.get("location", "")
            if place.startswith(("/", self.service.url)):
                answer = self.here.request("GET", str(httpx.URL(self.service.url).join(place)))
                if "location" not in answer.headers or "/oidc/callback" in place:
                    return
            elif place:
                answer = self.browser.request("GET", place)
            else:
                answer = self.browser.submit(answer, answers)
        raise AssertionError("the login did not end")

    def me(self) -> httpx.Response:
        return self.here.request("GET", self.service.me)

    def wait_until(self, status: int, patience: float) -> None:
        """Wait until twenty answers in a row have this status, so that it is every worker's."""
        end, row = time.monotonic() + patience, 0
        while row < 20:
            row = row + 1 if self.me().status_code == status else 0
            assert time.monotonic() < end, f"still not {status}"


@pytest.fixture
def visitor(
    http: httpx.Client, book: Mapping[str, str], services: Mapping[str, Service], admin: RealmAdmin
) -> Callable[[str], Visitor]:
    def make(name: str) -> Visitor:
        visitor = Visitor(http, book, services[name], make_user(admin, ("customer", "catalog-editor")))
        visitor.wait_until(200, PATIENCE)
        return visitor

    return make


@pytest.mark.parametrize("name", ["catalog", "billing"])
def test_a_session_that_an_administrator_ends_is_over(
    name: str, visitor: Callable[[str], Visitor], admin: RealmAdmin
) -> None:
    person = visitor(name)

    admin.call("POST", f"users/{person.user['id']}/logout")

    person.wait_until(401, PROMISE + 1)


@pytest.mark.parametrize("name", ["catalog", "billing"])
def test_a_session_whose_roles_change_renews_itself(
    name: str, visitor: Callable[[str], Visitor], admin: RealmAdmin
) -> None:
    person = visitor(name)
    assert "catalog-editor" in person.me().json()["roles"]

    role = admin.get("roles/catalog-editor")
    admin.call("DELETE", f"users/{person.user['id']}/role-mappings/realm", [role])

    end = time.monotonic() + PROMISE + 1
    statuses = set()
    while "catalog-editor" in (answer := person.me()).json()["roles"]:
        statuses.add(answer.status_code)
        assert time.monotonic() < end, "the role is still there"
    assert statuses | {person.me().status_code} == {200}
