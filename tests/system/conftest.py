"""People, a product and an invoice at the running stack: valid things, which each test spoils once."""

import uuid

import pytest

from people import EUR, Caller
from realm_snapshot import snapshot, users

BOTH = "billing:read billing:write"


@pytest.fixture(scope="session", autouse=True)
def as_imported(admin, book):
    """Give the realm as Keycloak imported it, looked at before any test has changed it."""
    return {"realm": snapshot(admin, book["REALM"]), "users": users(admin, book["REALM"])}


@pytest.fixture
def caller(http, services, sign_in):
    def make(user, scope=BOTH, service="billing", path="invoices/"):
        return Caller(http, f"{services[service].url}/api/{path}", sign_in(user, scope))

    return make


@pytest.fixture
def bob(caller):
    return caller("bob")


@pytest.fixture
def carol(caller):
    return caller("carol")


@pytest.fixture
def clerk(caller, admin):
    """A billing-admin whose sessions are nobody else's, with the id of that user."""
    name = f"clerk-{uuid.uuid4()}"
    user = {"username": name, "enabled": True, "email": f"{name}@example.com", "firstName": "A", "lastName": "Clerk"}
    password = {"type": "password", "value": name, "temporary": False}
    identifier = admin.create("users", user | {"emailVerified": True, "credentials": [password]})
    admin.call("POST", f"users/{identifier}/role-mappings/realm", [admin.get("roles/billing-admin")])
    yield caller(name), identifier
    admin.call("DELETE", f"users/{identifier}")


@pytest.fixture
def editor(caller):
    return caller("alice", "catalog:read catalog:write", "catalog", "products/")


@pytest.fixture
def draft_product(caller, editor):
    categories = caller("alice", "catalog:read", "catalog", "categories/")
    category = categories.get().json()["results"][0]["id"]
    order = {"sku": f"T-{uuid.uuid4()}", "name": "A test", "category": category, "price": {"amount": "12.50", **EUR}}
    return editor.post(body=order).json()["id"]


@pytest.fixture
def product(editor, draft_product):
    """A published product at 12.50 EUR."""
    assert editor.post(f"{draft_product}/publish/").status_code == 200
    return draft_product


@pytest.fixture
def order(product):
    return {"lines": [{"product": product, "quantity": 2}]}


@pytest.fixture
def invoice(bob, order):
    """Bob's draft over 25.00 EUR."""
    return bob.post(body=order).json()


@pytest.fixture
def issued(carol, invoice):
    return carol.post(f"{invoice['id']}/issue/").json()
