"""Role ∩ scope: who is let to which call."""

import pytest

EVERY_WRITE = [
    ("post", "/api/products/"),
    ("patch", "/api/products/{id}/"),
    ("post", "/api/products/{id}/publish/"),
    ("post", "/api/products/{id}/withdraw/"),
    ("post", "/api/products/{id}/reprice/"),
]
EVERY_READ = [("get", "/api/products/"), ("get", "/api/products/{id}/"), ("get", "/api/products/{id}/prices/")]


@pytest.mark.parametrize(("method", "path"), [*EVERY_READ, *EVERY_WRITE, ("post", "/api/quotes/")])
def test_a_call_needs_a_credential(anonymous, lamp, method, path):
    answer = getattr(anonymous, method)(path.format(id=lamp.pk), format="json")

    assert answer.status_code == 401
    assert "error" not in answer["WWW-Authenticate"].replace("resource_metadata", "")


@pytest.mark.parametrize(("method", "path"), EVERY_WRITE)
def test_a_write_needs_the_scope(caller, lamp, method, path):
    alice = caller(scope="catalog:read", roles=["catalog-editor"])

    answer = getattr(alice, method)(path.format(id=lamp.pk), {}, format="json")

    assert answer.status_code == 403
    assert answer.json()["required_scope"] == "catalog:write"
    assert 'scope="catalog:write"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "path"), EVERY_WRITE)
def test_a_write_needs_the_role(caller, lamp, method, path):
    bob = caller(scope="catalog:read catalog:write", roles=["customer"])

    answer = getattr(bob, method)(path.format(id=lamp.pk), {}, format="json")

    assert answer.status_code == 403
    assert answer.json()["required_permission"] in ("catalog.add_product", "catalog.change_product")
    assert " scope=" not in answer["WWW-Authenticate"]


def test_prices_need_the_role(reader, lamp):
    answer = reader.get(f"/api/products/{lamp.pk}/prices/")

    assert answer.status_code == 403
    assert answer.json()["required_permission"] == "catalog.view_pricechange"


def test_a_quote_needs_the_scope(caller):
    answer = caller(scope="billing:read").post("/api/quotes/", {}, format="json")

    assert answer.status_code == 403
    assert answer.json()["required_scope"] == "catalog:read"


@pytest.mark.django_db
def test_categories_are_public(anonymous, lamps):
    answer = anonymous.get("/api/categories/")

    assert answer.status_code == 200
    assert answer.json()["results"] == [{"id": str(lamps.pk), "name": "Lamps"}]


def test_a_bad_token_is_refused_on_public_paths_too(anonymous):
    answer = anonymous.get("/api/categories/", HTTP_AUTHORIZATION="Bearer x.y.z")

    assert answer.status_code == 401


def test_drafts_are_for_editors(editor, reader, draft):
    seen = [client.get("/api/products/").json()["results"] for client in (editor, reader)]
    found = [client.get(f"/api/products/{draft.pk}/").status_code for client in (editor, reader)]

    assert [len(rows) for rows in seen] == [1, 0]
    assert found == [200, 404]


def test_an_editor_with_a_read_only_token_sees_no_drafts(caller, draft):
    alice = caller(scope="catalog:read", roles=["catalog-editor"])

    assert alice.get("/api/products/").json()["results"] == []
    assert alice.get("/api/products/?status=draft").json()["results"] == []


def test_a_token_for_another_service_is_refused(caller):
    answer = caller(audience="billing", scope="catalog:read").get("/api/products/")

    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["put", "delete"])
def test_there_is_no_put_and_no_delete(editor, lamp, method):
    assert getattr(editor, method)(f"/api/products/{lamp.pk}/").status_code == 405
