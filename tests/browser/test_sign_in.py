"""A deep link survives the sign-in, one sign-in is good for both services, and pages offer what a person may do."""

import json
import uuid

from playwright.sync_api import expect
from watching import answer, send, sign_in, visit


def test_comes_back_to_the_deep_link(person, services):
    page = person()

    visit(page, f"{services['catalog'].read}?limit=2", "alice")

    assert page.url == f"{services['catalog'].read}?limit=2"
    assert len(json.loads(answer(page))["results"]) == 2


def test_one_sign_in_is_good_for_both_services(person, services):
    page = person()
    visit(page, services["catalog"].me, "alice")

    page.goto(services["billing"].me)
    page.get_by_role("link", name="Sign in").first.click()

    expect(page.locator(".bar")).to_contain_text("alice")
    assert json.loads(answer(page))["client"] == "billing-web"


def test_creates_and_publishes_a_product(person, services):
    page = person()
    visit(page, services["catalog"].read, "alice")
    category = page.request.get(services["catalog"].public).json()["results"][0]["id"]
    product = {
        "sku": f"B-{uuid.uuid4().hex[:12]}",
        "name": "Made in a browser",
        "description": "",
        "category": category,
        "price": {"amount": "12.50", "currency": "EUR"},
    }

    send(page, "Create", json.dumps(product))
    expect(page.locator("main")).to_contain_text("HTTP 201")
    page.goto(f"{services['catalog'].read}{json.loads(answer(page))['id']}/")
    send(page, "Publish", "{}")

    expect(page.locator("pre.answer")).to_contain_text('"published"')


def test_offers_no_form_that_would_be_refused(person, services):
    page = person()

    visit(page, services["catalog"].read, "bob")

    assert page.locator("form.request").count() == 0


def test_refuses_a_post_that_no_form_offered(person, services):
    page = person()
    visit(page, services["catalog"].read, "bob")

    status = page.evaluate(
        """async (url) => (await fetch(url, {method: "POST", headers: {
            "Content-Type": "application/json",
            "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value}, body: "{}"})).status""",
        services["catalog"].write,
    )

    assert status == 403


def test_refuses_a_post_without_a_csrf_token(person, services):
    page = person()
    visit(page, services["catalog"].read, "alice")

    status = page.evaluate(
        """async (url) => (await fetch(url, {method: "POST",
            headers: {"Content-Type": "application/json"}, body: "{}"})).status""",
        services["catalog"].write,
    )

    assert status == 403


def test_judges_a_header_of_another_scheme_alone(person, services):
    page = person()
    visit(page, services["catalog"].me, "alice")

    status, challenge = page.evaluate(
        """async (url) => {
            const answer = await fetch(url, {headers: {Authorization: "Basic YTpi", Accept: "application/json"}});
            return [answer.status, answer.headers.get("WWW-Authenticate")]}""",
        services["catalog"].me,
    )

    assert status == 401
    assert challenge.startswith('Bearer realm="catalog"')
    assert "error=" not in challenge


def test_says_which_role_is_missing(person, services):
    page = person()
    visit(page, services["catalog"].read, "bob")
    product = json.loads(answer(page))["results"][0]["id"]

    page.goto(f"{services['catalog'].read}{product}/prices/")

    expect(page.get_by_role("heading", name="Not allowed")).to_be_visible()
    expect(page.locator("main")).to_contain_text("catalog.view_pricechange")


def test_lets_staff_into_the_admin_without_a_password_form(person, services):
    page = person()

    page.goto(f"{services['billing'].url}/admin/")
    sign_in(page, "carol")

    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    expect(page.locator("body")).to_contain_text("Invoices")


def test_keeps_everybody_else_out_of_the_admin(person, services):
    page = person()
    visit(page, services["billing"].me, "bob")

    answer = page.goto(f"{services['billing'].url}/admin/")

    assert answer.status == 403
