"""Section 5 of the contract for billing: issuing, paying and calling off."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from people import EUR, pay
from refusals import check_problem, check_refused


@pytest.mark.parametrize("action", ["issue/", "payments/", "void/"])
def test_settling_needs_scope_and_role(bob, caller, invoice, action):
    path, body = f"{invoice['id']}/{action}", pay("1.00") if action == "payments/" else {}

    assert "scope" not in check_refused(bob.post(path, body), 403, "insufficient_scope")
    reader = caller("carol", "billing:read")
    assert check_refused(reader.post(path, body), 403, "insufficient_scope")["scope"] == "billing:write"


def test_numbers_have_no_gap_when_issued_at_once(bob, carol, order):
    drafts = [bob.post(body=order).json()["id"] for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda draft: carol.post(f"{draft}/issue/"), [*drafts, *drafts]))

    numbers = sorted(int(each.json()["number"][5:]) for each in answers if each.status_code == 200)
    assert numbers == list(range(numbers[0], numbers[0] + 8))
    assert [each.status_code for each in answers].count(409) == 8


def test_issued_prices_stay_when_catalog_reprices(bob, editor, issued, product):
    assert editor.post(f"{product}/reprice/", {"price": {"amount": "99.00", **EUR}}).status_code == 200

    assert bob.get(f"{issued['id']}/").json() == issued


def test_overpayment_is_a_conflict(carol, issued):
    check_problem(carol.post(f"{issued['id']}/payments/", pay("25.01")), 409)


@pytest.mark.parametrize("body", [pay("0.00"), pay("-1.00"), pay("1.00", "USD"), pay("1.001"), pay("NaN"), pay(1.5)])
def test_a_payment_that_is_none_is_refused(carol, issued, body):
    check_problem(answer := carol.post(f"{issued['id']}/payments/", body), 400)
    assert list(answer.json()["errors"]) == ["amount"]


def test_a_draft_cannot_be_paid_and_an_issued_one_not_be_issued_again(carol, bob, order, issued):
    draft = bob.post(body=order).json()

    check_problem(carol.post(f"{draft['id']}/payments/", pay("1.00")), 409)
    check_problem(carol.post(f"{issued['id']}/issue/"), 409)


def test_a_draft_and_an_unpaid_invoice_can_be_void(carol, invoice, bob, order):
    draft = bob.post(body=order).json()
    carol.post(f"{invoice['id']}/issue/")

    for each in (draft, invoice):
        answer = carol.post(f"{each['id']}/void/")
        assert (answer.status_code, answer.json()["status"]) == (200, "void")
        check_problem(carol.post(f"{each['id']}/void/"), 409)


def test_a_partly_paid_invoice_cannot_be_void(carol, issued):
    carol.post(f"{issued['id']}/payments/", pay("1.00"))

    check_problem(carol.post(f"{issued['id']}/void/"), 409)


def test_void_is_refused_at_once_when_the_session_has_ended(clerk, invoice, admin):
    caller, identifier = clerk
    admin.call("POST", f"users/{identifier}/logout")

    check_refused(caller.post(f"{invoice['id']}/void/"), 401, "invalid_token", token=caller.token)
