"""What the realm itself must confirm works from a browser as well, whose token never leaves the service."""

import json
import uuid

import pytest
from playwright.sync_api import expect
from watching import answer, send, visit


@pytest.fixture
def draft(services, http, sign_in):
    """Give the address of a draft of bob's that nobody has issued yet."""
    reader, customer = bearer(sign_in("bob", "catalog:read")), bearer(sign_in("bob", "billing:read billing:write"))
    product = http.get(services["catalog"].read, headers=reader).json()["results"][0]["id"]
    order = {"lines": [{"product": product, "quantity": 1}]}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made = http.post(services["billing"].write, json=order, headers=customer | key).raise_for_status()
    return f"{services['billing'].read}{made.json()['id']}/"


def test_voids_an_invoice_by_the_page(person, draft):
    page = person()
    visit(page, draft, "carol")

    send(page, "Void", "{}")

    expect(page.locator("pre.answer")).to_contain_text('"void"')
    assert json.loads(answer(page))["status"] == "void"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
