"""What can be done to a product, and what its state forbids."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import PriceChange, Product


def test_an_editor_adds_a_draft(editor, new_product):
    answer = editor.post("/api/products/", new_product, format="json")

    assert answer.status_code == 201
    assert answer.json() == {
        **new_product,
        "id": answer.json()["id"],
        "status": "draft",
        "created_at": answer.json()["created_at"],
        "updated_at": answer.json()["created_at"],
    }
    assert answer["ETag"] == '"1"'


def test_a_taken_sku_is_refused(editor, new_product, lamp):
    answer = editor.post("/api/products/", {**new_product, "sku": lamp.sku}, format="json")

    assert answer.status_code == 409
    assert Product.objects.count() == 1


def test_an_edit_changes_only_what_it_names(editor, lamp):
    answer = editor.patch(f"/api/products/{lamp.pk}/", {"name": "Iron lamp"}, format="json")

    assert answer.status_code == 200
    assert answer.json()["name"] == "Iron lamp"
    assert answer.json()["sku"] == lamp.sku
    assert answer.json()["updated_at"] > answer.json()["created_at"]


@pytest.mark.parametrize("field", ["price", "sku", "status", "id", "created_at"])
def test_an_edit_refuses_what_it_does_not_take(editor, lamp, field):
    answer = editor.patch(f"/api/products/{lamp.pk}/", {"name": "Iron lamp", field: "x"}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    lamp.refresh_from_db()
    assert lamp.name == "Brass lamp"


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [("draft", "publish", "published"), ("withdrawn", "publish", "published"), ("published", "withdraw", "withdrawn")],
)
def test_a_product_moves(editor, make_product, before, verb, after):
    product = make_product(status=before)

    answer = editor.post(f"/api/products/{product.pk}/{verb}/")

    assert answer.status_code == 200
    assert answer.json()["status"] == after


@pytest.mark.parametrize(
    ("before", "verb"), [("published", "publish"), ("draft", "withdraw"), ("withdrawn", "withdraw")]
)
def test_a_product_does_not_move_against_its_state(editor, make_product, before, verb):
    product = make_product(status=before)

    answer = editor.post(f"/api/products/{product.pk}/{verb}/")

    assert answer.status_code == 409
    product.refresh_from_db()
    assert (product.status, product.revision) == (before, 1)


def test_a_move_takes_no_body(editor, draft):
    answer = editor.post(f"/api/products/{draft.pk}/publish/", {"status": "x"}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["status"]


def test_repricing_keeps_the_history(editor, lamp):
    price = {"amount": "13.75", "currency": "EUR"}

    answer = editor.post(f"/api/products/{lamp.pk}/reprice/", {"price": price}, format="json")
    history = editor.get(f"/api/products/{lamp.pk}/prices/").json()["results"]

    assert answer.json()["price"] == price
    assert [entry["price"]["amount"] for entry in history] == ["13.75", "12.50"]


def test_the_same_price_again_changes_nothing(editor, lamp):
    answer = editor.post(
        f"/api/products/{lamp.pk}/reprice/", {"price": {"amount": "12.50", "currency": "EUR"}}, format="json"
    )

    assert answer.status_code == 200
    assert answer["ETag"] == '"1"'
    assert PriceChange.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"price_amount": 0},
        {"price_amount": -1},
        {"price_currency": "XXX"},
        {"status": "sold"},
        {"sku": ""},
        {"name": ""},
        {"updated_at": "2000-01-01T00:00:00Z"},
    ],
)
def test_the_database_refuses_what_the_code_never_asks(lamp, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=lamp.pk).update(**values)
