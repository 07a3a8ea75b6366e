"""Issuing, paying and calling off, as callers may or may not."""

import pytest

from billing.models import Invoice
from billing.services import invoices
from tests.people import INVOICES, path

pytestmark = pytest.mark.django_db


def test_issuing_and_paying(carol, ordered):
    issued = carol.post(path(ordered, "issue/"))
    part = carol.post(path(ordered, "payments/"), {"amount": {"amount": "10.00", "currency": "EUR"}})
    rest = carol.post(path(ordered, "payments/"), {"amount": {"amount": "15.00", "currency": "EUR"}})

    assert (issued.status_code, issued.json()["status"]) == (200, "issued")
    assert issued.json()["number"].endswith("-000001")
    assert (part.status_code, part.json()["status"], part.json()["paid"]["amount"]) == (201, "issued", "10.00")
    assert (rest.status_code, rest.json()["status"], rest.json()["paid"]["amount"]) == (201, "paid", "25.00")


def test_void_asks_the_realm_first(carol, ordered, realm):
    assert carol.post(path(ordered, "void/")).json()["status"] == "void"
    assert realm.requests["introspection"] == 1


def test_void_is_refused_when_the_realm_says_that_the_token_is_dead(carol, ordered, realm):
    realm.introspection_answer = {"active": False}

    answer = carol.post(path(ordered, "void/"))

    assert answer.status_code == 401
    assert Invoice.objects.get().status == "draft"


def test_void_is_refused_when_the_realm_cannot_be_asked(carol, ordered, realm):
    carol.get(INVOICES)
    realm.misbehave("error", "introspection")

    answer = carol.post(path(ordered, "void/"))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert Invoice.objects.get().status == "draft"


@pytest.mark.parametrize("action", ["issue/", "payments/", "void/"])
def test_what_the_state_does_not_allow_is_a_conflict(carol, ordered, action):
    invoices.void(ordered)

    answer = carol.post(
        path(ordered, action), {"amount": {"amount": "1.00", "currency": "EUR"}} if "pay" in action else {}
    )

    assert answer.status_code == 409
    assert "void" in answer.json()["detail"]


@pytest.mark.parametrize("action", ["issue/", "payments/", "void/"])
def test_settling_takes_a_billing_admin(bob, ordered, action):
    answer = bob.post(path(ordered, action), {"amount": {"amount": "1.00", "currency": "EUR"}})

    assert answer.status_code == 403
    assert answer.json()["required_scope"] == "billing:write"
    assert answer.json()["required_permission"].startswith("billing.")
    assert "scope=" not in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("action", ["issue/", "payments/", "void/"])
def test_settling_takes_the_scope(sign_in, ordered, action):
    reader = sign_in("carol", "billing-admin", scope="billing:read")

    answer = reader.post(path(ordered, action), {"amount": {"amount": "1.00", "currency": "EUR"}})

    assert answer.status_code == 403
    assert 'scope="billing:write"' in answer.headers["WWW-Authenticate"]


def test_a_token_for_writing_alone_settles_what_it_cannot_read(sign_in, ordered):
    writer = sign_in("carol", "billing-admin", scope="billing:write")

    assert writer.post(path(ordered, "issue/")).status_code == 200
    assert writer.get(INVOICES).status_code == 403


def test_a_repeated_payment_is_one(carol, ordered):
    invoices.issue(ordered)
    payment = {"amount": {"amount": "10.00", "currency": "EUR"}}

    first = carol.post(path(ordered, "payments/"), payment, key="k")
    second = carol.post(path(ordered, "payments/"), payment, key="k")

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert ordered.payments.count() == 1


def test_a_payment_without_a_key_is_refused(carol, ordered):
    invoices.issue(ordered)

    answer = carol.post(path(ordered, "payments/"), {"amount": {"amount": "1.00", "currency": "EUR"}}, key=None)

    assert answer.status_code == 400
    assert not ordered.payments.exists()


def test_overpayment_is_a_conflict(carol, ordered):
    invoices.issue(ordered)

    answer = carol.post(path(ordered, "payments/"), {"amount": {"amount": "25.01", "currency": "EUR"}})

    assert answer.status_code == 409


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_there_is_no_other_way_to_change_an_invoice(carol, ordered, method):
    answer = getattr(carol.client, method)(path(ordered), headers=carol.headers)

    assert answer.status_code == 405
