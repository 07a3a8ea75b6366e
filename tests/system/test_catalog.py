"""Section 5 of the contract for catalog, row by row: who sees and changes what, in which state."""

import uuid

import pytest

from people import EUR
from refusals import check_problem, check_refused

WRITE = "catalog:read catalog:write"


@pytest.fixture
def reader(caller):
    return caller("bob", "catalog:read", "catalog", "products/")


@pytest.fixture
def new_product(caller):
    """Give the body of a product that is not there yet."""
    category = caller("bob", "catalog:read", "catalog", "categories/").get().json()["results"][0]["id"]
    price = {"amount": "12.50", **EUR}
    return {"sku": f"T-{uuid.uuid4()}", "name": "A test", "description": "", "category": category, "price": price}


def test_categories_need_nothing(http, services):
    url = f"{services['catalog'].url}/api/categories/"
    categories = http.get(url).json()["results"]

    assert len(categories) >= 5
    assert http.get(f"{url}{categories[0]['id']}/").json() == categories[0]
    check_problem(http.get(f"{url}{uuid.uuid4()}/"), 404)


def test_products_need_the_scope_alone(caller, http, services):
    nobody, erin = http.get(services["catalog"].read), caller("erin", "catalog:read", "catalog", "products/")

    check_refused(nobody, 401, None)
    assert erin.get().status_code == 200
    assert len(erin.get(limit=200).json()["results"]) >= 60


def test_a_token_for_billing_is_no_good_here(caller):
    check_refused(caller("alice", "billing:read", "catalog", "products/").get(), 401, "invalid_token")


def test_a_product_goes_its_way(editor, new_product):
    added = editor.post(body=new_product)
    path = added.json()["id"] + "/"
    moved = [editor.post(f"{path}{verb}/") for verb in ("publish", "withdraw", "publish")]

    assert added.status_code == 201
    assert added.json().items() >= new_product.items()
    assert added.json()["status"] == "draft"
    assert [each.status_code for each in moved] == [200, 200, 200]
    assert [each.json()["status"] for each in moved] == ["published", "withdrawn", "published"]
    assert editor.get(path).json() == moved[-1].json()


@pytest.mark.parametrize(
    ("before", "verb"), [((), "withdraw"), (("publish",), "publish"), (("publish", "withdraw"), "withdraw")]
)
def test_a_product_does_not_go_back(editor, draft_product, before, verb):
    for each in before:
        editor.post(f"{draft_product}/{each}/")

    check_problem(editor.post(f"{draft_product}/{verb}/"), 409)


def test_a_taken_sku_is_refused(editor, new_product):
    editor.post(body=new_product)

    check_problem(editor.post(body=new_product), 409)


def test_drafts_are_seen_by_who_may_change_them(caller, editor, reader, draft_product):
    dave = caller("dave", WRITE, "catalog", "products/")
    read_only = caller("alice", "catalog:read", "catalog", "products/")

    assert [who.get(f"{draft_product}/").status_code for who in (editor, dave, reader, read_only)] == [
        200,
        200,
        404,
        404,
    ]
    assert draft_product in [each["id"] for each in editor.get(status="draft").json()["results"]]
    assert reader.get(status="draft").json()["results"] == []


@pytest.mark.parametrize("path", ["", "{id}/publish/", "{id}/withdraw/", "{id}/reprice/"])
def test_a_write_needs_scope_and_role(caller, product, path):
    bob, alice = caller("bob", WRITE, "catalog", "products/"), caller("alice", "catalog:read", "catalog", "products/")

    without_role, without_scope = (who.post(path.format(id=product)) for who in (bob, alice))

    assert "scope" not in check_refused(without_role, 403, "insufficient_scope")
    assert without_role.json()["required_permission"].startswith("catalog.")
    assert check_refused(without_scope, 403, "insufficient_scope")["scope"] == "catalog:write"
    assert without_scope.json()["required_scope"] == "catalog:write"


def test_a_change_needs_scope_and_role(caller, product):
    bob, alice = caller("bob", WRITE, "catalog", "products/"), caller("alice", "catalog:read", "catalog", "products/")

    check_refused(bob.patch(f"{product}/", {"name": "x"}), 403, "insufficient_scope")
    check_refused(alice.patch(f"{product}/", {"name": "x"}), 403, "insufficient_scope")


def test_a_change_takes_name_description_and_category(editor, product):
    changed = editor.patch(f"{product}/", {"name": "Another", "description": "Better."})

    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["description"]) == ("Another", "Better.")
    for field in ("price", "sku", "status", "colour"):
        refused = editor.patch(f"{product}/", {field: "x"})
        check_problem(refused, 400)
        assert list(refused.json()["errors"]) == [field]


def test_a_lost_update_is_refused(editor, product):
    tag = editor.get(f"{product}/").headers["etag"]

    first = editor.patch(f"{product}/", {"name": "First"}, **{"If-Match": tag})
    second = editor.patch(f"{product}/", {"name": "Second"}, **{"If-Match": tag})
    third = editor.patch(f"{product}/", {"name": "Third"}, **{"If-Match": "no tag"})

    assert first.status_code == 200
    check_problem(second, 412)
    check_problem(third, 400)
    assert editor.get(f"{product}/").json()["name"] == "First"


def test_a_price_changes_by_repricing_and_is_remembered(caller, editor, product):
    price = {"amount": "99.00", **EUR}

    repriced = editor.post(f"{product}/reprice/", {"price": price})
    history = editor.get(f"{product}/prices/")

    assert repriced.json()["price"] == price
    assert [each["price"]["amount"] for each in history.json()["results"]] == ["99.00", "12.50"]
    check_refused(caller("bob", WRITE, "catalog", "products/").get(f"{product}/prices/"), 403, "insufficient_scope")


def test_a_product_is_never_deleted(editor, product):
    answer = editor.http.delete(f"{editor.url}{product}/", headers={"Authorization": f"Bearer {editor.token}"})

    check_problem(answer, 405)
