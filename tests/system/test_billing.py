"""Section 5 of the contract for billing, row by row: who reads and orders what, under which key, at what price."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from parts import stopped
from people import EUR, pay
from refusals import check_problem, check_refused


def test_an_order_goes_its_way_from_draft_to_paid(bob, carol, order, product):
    placed = bob.post(body=order)
    path = placed.json()["id"] + "/"
    issued = carol.post(f"{path}issue/")
    part = carol.post(f"{path}payments/", pay("10.00"))
    rest = carol.post(f"{path}payments/", pay("15.00"))

    assert [each.status_code for each in (placed, issued, part, rest)] == [201, 200, 201, 201]
    assert [each.json()["status"] for each in (placed, issued, part, rest)] == ["draft", "issued", "issued", "paid"]
    assert placed.json()["total"] == {"amount": "25.00", **EUR}
    assert placed.json()["lines"][0]["product"] == product
    assert placed.json()["number"] is None
    assert re.fullmatch(r"\d{4}-\d{6}", issued.json()["number"])
    assert bob.get(path).json() == rest.json()


def test_one_lists_and_reads_ones_own(bob, caller, invoice):
    alice, erin = caller("alice"), caller("erin", "billing:read")

    assert bob.get().json()["results"][0] == invoice
    assert bob.get(f"{invoice['id']}/").json() == invoice
    for stranger in (alice, erin):
        listed = stranger.get()
        assert listed.status_code == 200
        assert invoice["id"] not in [each["id"] for each in listed.json()["results"]]
        check_problem(stranger.get(f"{invoice['id']}/"), 404)


@pytest.mark.parametrize("user", ["carol", "dave"])
def test_a_billing_admin_lists_and_reads_all(caller, invoice, user):
    admin = caller(user, "billing:read")

    assert admin.get(limit=1).json()["results"][0]["id"] == invoice["id"]
    assert admin.get(f"{invoice['id']}/").json() == invoice


def test_the_list_is_narrowed_by_status_and_customer(carol, invoice, issued):
    mine = carol.get(customer=invoice["customer"], status="issued").json()["results"]

    assert issued["id"] in [each["id"] for each in mine]
    assert {(each["customer"], each["status"]) for each in mine} == {(invoice["customer"], "issued")}
    assert carol.get(customer="nobody").json()["results"] == []


@pytest.mark.parametrize("query", [{"state": "x"}, {"status": "x"}, {"limit": 0}, {"limit": 201}, {"cursor": "x"}])
def test_what_no_list_knows_is_refused(bob, query):
    check_problem(answer := bob.get(**query), 400)
    assert list(answer.json()["errors"]) == list(query)


def test_pages_are_keyset_paged(carol, invoice, issued, http):
    first = carol.get(limit=1).json()
    second = http.get(first["next"], headers={"Authorization": f"Bearer {carol.token}"}).json()

    assert (len(first["results"]), len(second["results"])) == (1, 1)
    assert first["previous"] is None
    assert first["results"][0]["id"] > second["results"][0]["id"]


def test_ordering_needs_the_scope(caller, order):
    challenge = check_refused(caller("bob", "billing:read").post(body=order), 403, "insufficient_scope")

    assert challenge["scope"] == "billing:write"


def test_ordering_needs_a_role(caller, order):
    answer = caller("erin").post(body=order)

    assert "scope" not in check_refused(answer, 403, "insufficient_scope")
    assert answer.json()["required_permission"] == "billing.add_invoice"


def test_ordering_for_others_needs_a_billing_admin(bob, carol, order, invoice):
    check_refused(bob.post(body=order | {"customer": "somebody"}), 403, "insufficient_scope")
    placed = carol.post(body=order | {"customer": invoice["customer"]})

    assert placed.status_code == 201
    assert bob.get(f"{placed.json()['id']}/").status_code == 200


@pytest.mark.parametrize("path", ["", "{id}/payments/"])
def test_ordering_and_paying_need_a_key(carol, order, issued, path):
    body = pay("1.00") if path else order

    check_problem(carol.post(path.format(id=issued["id"]), body, key=None), 400)


@pytest.mark.parametrize("what", ["order", "payment"])
def test_a_repeated_key_gets_the_same_answer_and_one_effect(carol, order, issued, what):
    path, body = ("", order) if what == "order" else (f"{issued['id']}/payments/", pay("10.00"))
    key = str(uuid.uuid4())

    first, second = carol.post(path, body, key), carol.post(path, body, key)

    assert (first.status_code, first.content) == (201, second.content)
    assert second.status_code == 201
    if what == "payment":
        assert carol.get(f"{issued['id']}/").json()["paid"]["amount"] == "10.00"


def test_a_key_with_another_body_is_unprocessable(bob, order, product):
    key = str(uuid.uuid4())
    bob.post(body=order, key=key)

    check_problem(bob.post(body={"lines": [{"product": product, "quantity": 3}]}, key=key), 422)


def test_someone_elses_key_is_a_new_key(bob, carol, order):
    key = str(uuid.uuid4())

    first, second = bob.post(body=order, key=key), carol.post(body=order, key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_the_same_key_at_once_has_one_effect(bob, order):
    key = str(uuid.uuid4())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: bob.post(body=order, key=key), range(8)))

    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    newest = bob.get(limit=2).json()["results"]
    assert newest[0]["id"] == answers[0].json()["id"] != newest[1]["id"]


def test_a_product_that_is_not_sold_is_named_by_its_line(bob, product, draft_product, editor):
    editor.post(f"{draft_product}/withdraw/")
    lines = [{"product": str(uuid.uuid4()), "quantity": 1}, {"product": product, "quantity": 1}]

    check_problem(answer := bob.post(body={"lines": lines}), 422)
    assert list(answer.json()["errors"]) == ["lines.0.product", "lines.1.product"]


def test_billing_reads_and_takes_no_order_while_catalog_is_stopped(bob, carol, services, order, invoice):
    before, key = len(bob.get(limit=200).json()["results"]), str(uuid.uuid4())

    with stopped("catalog", ready=f"{services['catalog'].url}/readyz"):
        refused = bob.post(body=order, key=key)
        listed = bob.get(limit=200)
        issued = carol.post(f"{invoice['id']}/issue/")

    check_problem(refused, 503)
    assert int(refused.headers["Retry-After"]) > 0
    assert (listed.status_code, len(listed.json()["results"])) == (200, before)
    assert issued.status_code == 200
    assert bob.post(body=order, key=key).status_code == 201
