"""What people end themselves, in a browser: a code used twice, an application removed, a password, the account."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from browsing import Browser
from endings import Ending, Scene
from realm_admin import RealmAdmin
from revoking import assert_refused_in_time, bystander, set_scene, wait_until_accepted, workers
from victims import Application, Login, make_application, make_user
from workers import Workers

__all__ = ["bystander", "set_scene", "workers"]


@dataclass
class Person:
    """Somebody with a browser, signed in to an application by code; `form` is what the code was turned in with."""

    browser: Browser
    app: Application
    name: str
    id: str
    form: dict[str, str]
    login: Login

    def account_token(self) -> str:
        """Return a token of Keycloak's own account console, of the same browser session."""
        redirect = f"{self.browser.issuer}/account/"
        code, verifier = self.browser.code("account-console", redirect, "openid", self.answers)
        form = {"grant_type": "authorization_code", "client_id": "account-console", "code": code}
        url = f"{self.browser.issuer}/protocol/openid-connect/token"
        answer = self.browser.http.post(url, data=form | {"redirect_uri": redirect, "code_verifier": verifier})
        token: str = answer.raise_for_status().json()["access_token"]
        return token

    def account(self, method: str, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.account_token()}", "Accept": "application/json"}
        return self.browser.http.request(method, f"{self.browser.issuer}/account/{path}", headers=headers)

    @property
    def answers(self) -> dict[str, str]:
        return {"username": self.name, "password": self.name, "accept": "Yes"}


@pytest.fixture
def sign_in_person(
    admin: RealmAdmin, http: httpx.Client, book: Mapping[str, str], workers: list[Workers]
) -> Callable[..., Person]:
    def sign_in(**settings: Any) -> Person:
        app = make_application(admin, http, book["ISSUER"], **settings)
        user = make_user(admin)
        browser = Browser(http, book["ISSUER"])
        form = app.code(browser, user["name"])
        person = Person(browser, app, user["name"], user["id"], form, app.read(app.post("token", **form)))
        wait_until_accepted(workers, person.login.access)
        return person

    return sign_in


def test_a_code_used_twice(sign_in_person: Callable[..., Person], workers: list[Workers]) -> None:
    person = sign_in_person()

    assert person.app.post("token", **person.form).status_code == 400

    assert_refused_in_time(workers, person.login.access)


def test_consent_taken_back_by_an_administrator(
    sign_in_person: Callable[..., Person], workers: list[Workers], admin: RealmAdmin
) -> None:
    person = sign_in_person(consentRequired=True)

    admin.call("DELETE", f"users/{person.id}/consents/{person.app.name}")

    assert_refused_in_time(workers, person.login.access)


def test_an_application_removed_in_the_account_console(
    sign_in_person: Callable[..., Person], workers: list[Workers]
) -> None:
    person = sign_in_person(consentRequired=True)

    removed = person.account("DELETE", f"applications/{person.app.name}/consent")

    assert removed.status_code == 204
    assert_refused_in_time(workers, person.login.access)


def test_a_session_ended_in_the_account_console(sign_in_person: Callable[..., Person], workers: list[Workers]) -> None:
    person = sign_in_person()

    ended = person.account("DELETE", "sessions?current=true")

    assert ended.status_code == 204
    assert_refused_in_time(workers, person.login.access)


def test_a_password_changed_by_its_owner(sign_in_person: Callable[..., Person], workers: list[Workers]) -> None:
    person = sign_in_person()
    answers = person.answers | {"password-new": "another", "password-confirm": "another"}

    person.browser.code(person.app.name, person.form["redirect_uri"], "openid", answers, kc_action="UPDATE_PASSWORD")

    assert_refused_in_time(workers, person.login.access)


def test_an_account_deleted_by_its_owner(
    sign_in_person: Callable[..., Person], workers: list[Workers], admin: RealmAdmin
) -> None:
    person = sign_in_person()
    account = admin.find_client("account")["id"]
    allowed = admin.get(f"clients/{account}/roles/delete-account")
    action = admin.get("authentication/required-actions/delete_account")
    admin.call("PUT", "authentication/required-actions/delete_account", action | {"enabled": True})
    admin.call("POST", f"users/{person.id}/role-mappings/clients/{account}", [allowed])
    try:
        with pytest.raises(AssertionError):  # there is no way back to an application
            person.browser.code(
                person.app.name, person.form["redirect_uri"], "openid", person.answers, kc_action="delete_account"
            )
    finally:
        admin.call("PUT", "authentication/required-actions/delete_account", action)

    assert_refused_in_time(workers, person.login.access)


def test_a_client_deleted_by_itself(
    set_scene: Callable[[Ending], Scene], workers: list[Workers], admin: RealmAdmin, http: httpx.Client
) -> None:
    scene = set_scene(Ending(lambda _: None))
    token = admin.call("POST", f"clients/{scene.app.id}/registration-access-token").json()["registrationAccessToken"]
    wait_until_accepted(workers, scene.login.access)

    url = f"{scene.app.issuer}/clients-registrations/default/{scene.app.name}"
    http.request("DELETE", url, headers={"Authorization": f"Bearer {token}"}).raise_for_status()

    assert_refused_in_time(workers, scene.login.access)


def test_a_permanent_lock_out(set_scene: Callable[[Ending], Scene], workers: list[Workers], admin: RealmAdmin) -> None:
    scene = set_scene(Ending(lambda _: None))
    wait_until_accepted(workers, scene.login.access)
    before = {name: value for name, value in admin.get("").items() if name in ("permanentLockout", "failureFactor")}
    admin.call("PUT", "", {"permanentLockout": True, "failureFactor": 2})
    try:
        for _ in range(4):
            wrong = {"grant_type": "password", "username": scene.user["name"], "password": json.dumps("wrong")}
            scene.app.post("token", **wrong)
    finally:
        admin.call("PUT", "", before)

    assert_refused_in_time(workers, scene.login.access)
