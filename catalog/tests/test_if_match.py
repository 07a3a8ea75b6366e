"""Entity tags guard PATCH and reprice against lost updates.

RFC 9110 section 13.1.1.
"""

import pytest

PRICE = {"price": {"amount": "99.00", "currency": "EUR"}}


def test_a_change_with_the_tag_that_was_read_is_done(editor, lamp):
    tag = editor.get(f"/api/products/{lamp.pk}/")["ETag"]

    answer = editor.patch(f"/api/products/{lamp.pk}/", {"name": "Iron lamp"}, format="json", HTTP_IF_MATCH=tag)

    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize(("method", "path", "body"), [("patch", "", {"name": "x"}), ("post", "reprice/", PRICE)])
def test_a_change_of_what_somebody_else_changed_is_refused(editor, lamp, method, path, body):
    tag = editor.get(f"/api/products/{lamp.pk}/")["ETag"]
    editor.patch(f"/api/products/{lamp.pk}/", {"name": "Iron lamp"}, format="json")

    answer = getattr(editor, method)(f"/api/products/{lamp.pk}/{path}", body, format="json", HTTP_IF_MATCH=tag)

    assert answer.status_code == 412
    assert answer.json()["status"] == 412
    lamp.refresh_from_db()
    assert (lamp.name, str(lamp.price_amount)) == ("Iron lamp", "12.50")


@pytest.mark.parametrize("tag", ["*", '"0", "1"', '"1"'])
def test_any_of_the_tags_will_do(editor, lamp, tag):
    answer = editor.patch(f"/api/products/{lamp.pk}/", {"name": "x"}, format="json", HTTP_IF_MATCH=tag)

    assert answer.status_code == 200


def test_a_weak_tag_matches_nothing(editor, lamp):
    answer = editor.patch(f"/api/products/{lamp.pk}/", {"name": "x"}, format="json", HTTP_IF_MATCH='W/"1"')

    assert answer.status_code == 412


@pytest.mark.parametrize("tag", ["1", '"1', "", '"1" "2"', '"1",', 'w/"1"', '*, "1"', '"a"b"'])
@pytest.mark.parametrize(("method", "path", "body"), [("patch", "", {"name": "x"}), ("post", "reprice/", PRICE)])
def test_a_malformed_tag_is_refused(editor, lamp, tag, method, path, body):
    answer = getattr(editor, method)(f"/api/products/{lamp.pk}/{path}", body, format="json", HTTP_IF_MATCH=tag)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["If-Match"]
