"""One key, one effect, one answer: repeated, at once, and across crashes."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from billing.models import IdempotencyRecord, Invoice, Line, Payment
from billing.quotes import Quote
from billing.services import invoices
from billing.services.idempotency import Attempt, answer_once, recall
from coatcheck.service.refusals import Conflict, Unprocessable
from tests.conftest import euros


class Crash(BaseException):
    """Not an Exception: nothing of ours may catch it."""


@pytest.fixture
def attempt(buyer):
    return Attempt.of(buyer, "key-1", "create", {"lines": []})


@pytest.fixture
def order(priced):
    """The effect: a new invoice, whose id is the answer."""

    def effect():
        quote = Quote((priced(), priced()))
        return {"id": str(invoices.create(issuer="https://id", customer="bob", quote=quote).pk)}

    return effect


def everything() -> list[int]:
    return [model.objects.count() for model in (IdempotencyRecord, Invoice, Line, Payment)]


def test_a_repeated_key_gives_the_same_answer_and_no_second_effect(db, attempt, order):
    first = answer_once(attempt, order)

    assert answer_once(attempt, order) == first
    assert recall(attempt) == first
    assert Invoice.objects.count() == 1


def test_an_unused_key_recalls_nothing(db, attempt):
    assert recall(attempt) is None


@pytest.mark.parametrize("read", [lambda attempt, order: recall(attempt), answer_once])
def test_a_key_used_for_another_body_is_refused(db, buyer, attempt, order, read):
    answer_once(attempt, order)

    with pytest.raises(Unprocessable, match="another order"):
        read(Attempt.of(buyer, "key-1", "create", {"lines": [1]}), order)

    assert Invoice.objects.count() == 1


def test_a_key_used_for_another_operation_is_refused(db, buyer, attempt, order):
    answer_once(attempt, order)

    with pytest.raises(Unprocessable):
        recall(Attempt.of(buyer, "key-1", "pay", {"lines": []}))


def test_the_order_of_members_does_not_make_another_body(buyer):
    one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})

    assert Attempt.of(buyer, "k", "create", one) == Attempt.of(buyer, "k", "create", other)


@pytest.mark.parametrize("other", [{"subject": "mallory"}, {"subject": "bob", "issuer": "https://elsewhere"}])
def test_someone_elses_key_is_a_new_key(db, caller, attempt, order, other):
    first = answer_once(attempt, order)

    second = answer_once(Attempt.of(caller(**other), "key-1", "create", {"lines": []}), order)

    assert second != first
    assert Invoice.objects.count() == 2


@pytest.mark.parametrize("refusal", [Conflict("No."), Unprocessable({"lines.0.product": ["Not sold."]})])
def test_a_decided_refusal_is_the_answer_from_then_on(db, attempt, order, refusal):
    def refuse():
        order()
        raise refusal

    for effect in (refuse, order):
        with pytest.raises(type(refusal)) as refused:
            answer_once(attempt, effect)
        assert refused.value.detail == refusal.detail

    assert not Invoice.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\x00b", "a\nb"])
def test_an_odd_key_is_refused(buyer, key):
    with pytest.raises(ValidationError):
        Attempt.of(buyer, key, "create", {})


def test_a_missing_key_is_refused(buyer):
    with pytest.raises(ValidationError, match="required"):
        Attempt.of(buyer, None, "create", {})


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_has_one_effect_and_one_answer(attempt, order, at_once):
    answers = at_once(lambda _: answer_once(attempt, order), [None] * 8)

    assert answers == [answers[0]] * 8
    assert everything() == [1, 1, 2, 0]


@pytest.mark.django_db(transaction=True)
def test_payments_at_once_never_overpay(issued, clerk, at_once):
    def pay(key: int):
        attempt = Attempt.of(clerk, str(key), "pay", {})
        return answer_once(
            attempt, lambda: {"paid": str(invoices.pay(issued, amount=euros("10.00"), by=clerk).paid_amount)}
        )

    answers = at_once(pay, list(range(5)))

    assert sorted(answer["paid"] for answer in answers if isinstance(answer, dict)) == ["10.00", "20.00"]
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3


@pytest.mark.django_db(transaction=True)
def test_a_crash_at_any_statement_leaves_nothing_and_the_retry_everything(attempt, order):
    crashes = 0
    while crash_at(crashes, attempt, order):
        assert everything() == [0, 0, 0, 0]
        crashes += 1

    assert crashes >= 8
    assert everything() == [1, 1, 2, 0]
    assert recall(attempt) == {"id": str(Invoice.objects.get().pk)}


def crash_at(count: int, attempt, order) -> bool:
    """Answer the attempt, and end it as the statement after `count` others is sent. Tell whether it came so far."""
    sent = 0

    def count_down(execute, *arguments):
        nonlocal sent
        if sent == count:
            raise Crash
        sent += 1
        return execute(*arguments)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(count_down))
        try:
            answer_once(attempt, order)
        except Crash:
            return True
    return False


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_before_commit_leaves_nothing(attempt, order, at_once):
    def lose_it():
        order()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    (lost,) = at_once(lambda _: answer_once(attempt, lose_it), [None])

    assert isinstance(lost, Exception)
    assert everything() == [0, 0, 0, 0]
    assert answer_once(attempt, order) == {"id": str(Invoice.objects.get().pk)}


def test_old_answers_are_removed_and_their_keys_are_new_again(db, attempt, order):
    old = answer_once(attempt, order, clock=lambda: timezone.now() - timedelta(days=31))
    answer_once(replace(attempt, key="key-2"), order)

    call_command("forget_answers", stdout=StringIO())

    assert [record.key for record in IdempotencyRecord.objects.all()] == ["key-2"]
    assert answer_once(attempt, order) != old


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "x", "99999999"])
def test_answers_are_kept_for_a_day_at_least(db, days):
    with pytest.raises(CommandError, match="at least one"):
        call_command("forget_answers", f"--days={days}")
