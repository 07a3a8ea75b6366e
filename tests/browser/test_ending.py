"""What ends at the realm ends in the browser: within two seconds, at both services, without a restart."""

import json
import time
import uuid

import pytest
from playwright.sync_api import expect
from watching import answer, is_ended_within, visit

PROMISE = 2.0  # seconds from the realm's answer to the refusal
ROOM = 1.0  # seconds that the page itself may take


@pytest.fixture
def editor(admin):
    """Give the name and id of somebody who may edit products, and whom no other test knows."""
    name = f"editor-{uuid.uuid4().hex[:12]}"
    user = {"username": name, "enabled": True, "email": f"{name}@example.com", "firstName": "An", "lastName": "Editor"}
    password = {"type": "password", "value": name, "temporary": False}
    identifier = admin.create("users", user | {"emailVerified": True, "credentials": [password]})
    admin.call("POST", f"users/{identifier}/role-mappings/realm", [admin.get("roles/catalog-editor")])
    yield name, identifier
    admin.call("DELETE", f"users/{identifier}")


def test_one_sign_out_ends_both_services_and_every_token_of_the_session(person, services, editor, http):
    name, _ = editor
    page = person()
    visit(page, services["catalog"].me, name)
    page.goto(services["billing"].me)
    page.get_by_role("link", name="Sign in").first.click()
    token = swagger_token(page, services["catalog"].url)
    assert http.get(services["catalog"].me, headers=bearer(token)).status_code == 200

    page.goto(services["billing"].me)
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()

    until = time.monotonic() + PROMISE + ROOM
    assert is_ended_within(page, services["catalog"].me, seconds=PROMISE + ROOM)
    assert is_refused_before(until, lambda: http.get(services["catalog"].me, headers=bearer(token)).status_code)


def test_sign_out_everywhere_ends_the_other_browser(person, services, editor):
    name, _ = editor
    desk, phone = person(), person()
    visit(desk, services["catalog"].me, name)
    visit(phone, services["catalog"].me, name)

    desk.get_by_role("button", name="Sign out everywhere").click()
    expect(desk.get_by_role("heading", name="You are signed out")).to_be_visible()

    assert is_ended_within(phone, services["catalog"].me, seconds=PROMISE + ROOM)
    phone.goto(f"{services['catalog'].url}/login/")
    expect(phone.locator("#password")).to_be_visible()


def test_a_disabled_person_is_thrown_out(person, services, editor, admin):
    name, identifier = editor
    page = person()
    visit(page, services["catalog"].me, name)

    admin.call("PUT", f"users/{identifier}", {"enabled": False})

    assert is_ended_within(page, services["catalog"].me, seconds=PROMISE + ROOM)


def test_a_role_that_is_taken_away_is_gone_and_the_person_stays(person, services, editor, admin):
    name, identifier = editor
    page = person()
    visit(page, services["catalog"].read, name)
    expect(page.locator("summary", has_text="Create")).to_be_visible()

    admin.call("DELETE", f"users/{identifier}/role-mappings/realm", [admin.get("roles/catalog-editor")])

    assert is_without_form_within(page, services["catalog"].read, seconds=PROMISE + ROOM)
    expect(page.locator(".bar")).to_contain_text(name)
    assert post(page, services["catalog"].write) == 403
    page.goto(services["catalog"].me)
    assert "catalog-editor" not in json.loads(answer(page))["roles"]


def is_refused_before(until: float, ask) -> bool:
    """Tell whether the token is refused in time: the worker that answers may hear of it after the page's did."""
    while (status := ask()) == 200 and time.monotonic() < until:
        time.sleep(0.05)
    return status == 401


def is_without_form_within(page, url: str, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page.goto(url)
        if not page.locator("form.request").count():
            return True
    return False


def swagger_token(page, url: str) -> str:
    """Sign Swagger UI in by the session that the browser has, and return its access token."""
    page.goto(f"{url}/api/docs/")
    page.locator(".auth-wrapper .authorize").first.click()
    with page.expect_response(lambda response: response.url.endswith("/token")) as answered:
        page.locator(".auth-btn-wrapper .authorize").first.click()
    return answered.value.json()["access_token"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def post(page, url: str) -> int:
    """Post from the page, as its forms would, and return the status."""
    return page.evaluate(
        """async (url) => (await fetch(url, {method: "POST", body: "{}", headers: {
            "Content-Type": "application/json",
            "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value}})).status""",
        url,
    )
