"""Bodies and paths that are wrong: refused by name, with nothing written, and never a failure of ours."""

import json
import uuid

import pytest

from catalog.models import PriceChange, Product

AMOUNTS = [
    *("-1.00", "0", "0.00", "1.234", "1e3", "NaN", "Infinity", "-0", "+1", " 1", "1 ", "1,50", "", "x", "1.", ".5"),
    *("12345678901.00", "9" * 5_000, "\u0661", "1_0", "0x1", 12.5, 12, True, None, [], {}, float("1e300")),
]
TEXTS = ["a\x00b", "\ud800", "", "   ", None, 1, 1.5, True, [], {}, ["x"]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{]}",
        b"nul",
        b"\xff\xfe",
        b'{"sku": "\xc3"}',
        b'{"price": NaN}',
        b'{"price": -Infinity}',
        b'{"sku": "A", "sku": "B"}',
        b'{"price": {"amount": "1.00", "amount": "2.00", "currency": "EUR"}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        b"[]",
        b"null",
        b'"x"',
        b"1",
        b"true",
    ],
)
def test_a_body_that_is_no_object_is_refused(editor, db, body):
    answer = editor.post("/api/products/", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert not Product.objects.exists()


@pytest.mark.parametrize("charset", ["utf-7", "base64", "idna", "nonsense", "utf-16"])
def test_a_charset_changes_nothing(editor, new_product, charset):
    answer = editor.post("/api/products/", json.dumps(new_product), content_type=f"application/json; charset={charset}")

    assert answer.status_code in (201, 400, 415)


def test_a_huge_body_is_refused(editor, db):
    answer = editor.post("/api/products/", b" " * 1_048_577, content_type="application/json")

    assert answer.status_code == 413


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "a/b/c"])
def test_another_media_type_is_refused(editor, db, media_type):
    answer = editor.post("/api/products/", b"sku=A", content_type=media_type)

    assert answer.status_code == 415


@pytest.mark.parametrize("field", ["sku", "name", "description", "category", "price"])
def test_a_field_of_the_wrong_type_is_named(editor, new_product, field):
    for wrong in ([1], {"a": 1}, 10**400, True):
        answer = editor.post("/api/products/", {**new_product, field: wrong}, format="json")

        assert answer.status_code == 400
        assert [name.partition(".")[0] for name in answer.json()["errors"]] == [field]
    assert not Product.objects.exists()


@pytest.mark.parametrize("field", ["sku", "name", "category", "price"])
def test_a_missing_field_is_named(editor, new_product, field):
    del new_product[field]

    answer = editor.post("/api/products/", new_product, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("text", TEXTS)
def test_an_odd_name_is_refused(editor, new_product, text):
    body = json.dumps({**new_product, "name": text})

    answer = editor.post("/api/products/", body, content_type="application/json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["name"]


@pytest.mark.parametrize(("field", "length"), [("sku", 65), ("name", 201), ("description", 5001)])
def test_an_over_long_text_is_named(editor, new_product, field, length):
    answer = editor.post("/api/products/", {**new_product, field: "x" * length}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("sku", ["a b", "-A", "A/B", "A\n", "ä", "A\x00"])
def test_an_odd_sku_is_refused(editor, new_product, sku):
    answer = editor.post("/api/products/", {**new_product, "sku": sku}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["sku"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_odd_amount_is_refused(editor, lamp, amount):
    price = {"amount": amount, "currency": "EUR"}
    body = json.dumps({"price": price})

    answer = editor.post(f"/api/products/{lamp.pk}/reprice/", body, content_type="application/json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["price"]
    assert PriceChange.objects.count() == 1


@pytest.mark.parametrize("currency", ["XXX", "eur", "EURO", "", None, 1, [], {}, "JPY"])
def test_an_unknown_currency_is_refused(editor, new_product, currency):
    new_product["price"]["currency"] = currency

    answer = editor.post("/api/products/", new_product, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["price"]


def test_unknown_fields_are_named_beside_what_else_is_wrong(editor, new_product):
    answer = editor.post("/api/products/", {**new_product, "name": "", "colour": "red"}, format="json")

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"name", "colour"}


@pytest.mark.parametrize("name", ["\ud800", "\x00", "x" * 100_000, "sku\n", ""])
def test_an_unknown_field_may_be_called_anything(editor, new_product, name):
    answer = editor.post("/api/products/", json.dumps({**new_product, name: 1}), content_type="application/json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name or "non_field_errors"]


def test_an_unknown_field_that_no_page_can_show_is_refused_in_a_browser_too(editor, new_product):
    body = json.dumps({**new_product, "\ud800": 1})

    answer = editor.post("/api/products/", body, content_type="application/json", HTTP_ACCEPT="text/html")

    assert answer.status_code == 400


@pytest.mark.parametrize("category", ["x", "", None, 1, str(uuid.UUID(int=0))])
def test_an_unknown_category_is_named(editor, new_product, category):
    answer = editor.post("/api/products/", {**new_product, "category": category}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["category"]


@pytest.mark.parametrize("path", ["x", "1", "%00", "0" * 36, "..", "01890000-0000-7000-8000-00000000000g"])
def test_a_path_with_no_id_leads_nowhere(editor, db, path):
    answer = editor.get(f"/api/products/{path}/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["get", "patch"])
def test_an_unknown_id_is_not_found(editor, db, method):
    answer = getattr(editor, method)(f"/api/products/{uuid.uuid4()}/", {}, format="json")

    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"
