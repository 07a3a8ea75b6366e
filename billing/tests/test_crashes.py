"""One key, one effect, one answer, also when many ask at once, and across crashes."""

import time
from contextlib import ExitStack
from threading import Event

import pytest
from django.db import connection

from billing.models import IdempotencyRecord, Invoice, Line, Payment
from billing.services import invoices
from billing.services.idempotency import Attempt, answer_once, recall
from coatcheck.service.refusals import Conflict
from tests.conftest import euros

pytestmark = pytest.mark.django_db(transaction=True)


class Crash(BaseException):
    """Not an Exception: nothing of ours may catch it."""


class Stumble(Exception):
    """Raised by the tests themselves."""


def everything() -> list[int]:
    return [model.objects.count() for model in (IdempotencyRecord, Invoice, Line, Payment)]


def test_the_same_key_at_once_has_one_effect_and_one_answer(attempt, place, at_once):
    answers = at_once(lambda _: answer_once(attempt, place), [None] * 8)

    assert answers == [answers[0]] * 8
    assert everything() == [1, 1, 2, 0]


def test_payments_at_once_never_overpay(issued, clerk, at_once):
    def pay(key: int):
        attempt = Attempt.of(clerk, str(key), "pay", {})
        return answer_once(
            attempt, lambda: {"paid": str(invoices.pay(issued, amount=euros("10.00"), by=clerk).paid_amount)}
        )

    answers = at_once(pay, list(range(5)))

    assert sorted(answer["paid"] for answer in answers if isinstance(answer, dict)) == ["10.00", "20.00"]
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3


@pytest.fixture
def waiting():
    """Return once so many other connections wait for a lock."""

    def wait(count: int) -> None:
        deadline = time.monotonic() + 10
        with connection.cursor() as cursor:
            while True:
                # PostgreSQL shows a transaction the activity that it saw first, until it is told otherwise.
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone()[0] >= count:
                    return
                assert time.monotonic() < deadline, "nobody waits"

    return wait


def test_a_key_whose_first_use_is_rolled_back_goes_to_who_waits_for_it(attempt, place, at_once, waiting):
    taken = Event()

    def first():
        place()
        taken.set()
        waiting(1)
        raise Stumble

    def second():
        return place()

    def ask(effect):
        if effect is second:
            assert taken.wait(10)
        return answer_once(attempt, effect)

    stumble, answer = at_once(ask, [first, second])

    assert isinstance(stumble, Stumble)
    assert answer == {"id": str(Invoice.objects.get().pk)}
    assert everything() == [1, 1, 2, 0]


def test_a_crash_at_any_statement_leaves_nothing_and_the_retry_everything(attempt, place):
    crashes = 0
    while crash_at(crashes, attempt, place):
        assert everything() == [0, 0, 0, 0]
        crashes += 1

    assert crashes >= 8
    assert everything() == [1, 1, 2, 0]
    assert recall(attempt) == {"id": str(Invoice.objects.get().pk)}


def crash_at(count: int, attempt, place) -> bool:
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
            answer_once(attempt, place)
        except Crash:
            return True
    return False


def test_a_connection_lost_before_commit_leaves_nothing(attempt, place, at_once):
    def lose_it():
        place()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    (lost,) = at_once(lambda _: answer_once(attempt, lose_it), [None])

    assert isinstance(lost, Exception)
    assert everything() == [0, 0, 0, 0]
    assert answer_once(attempt, place) == {"id": str(Invoice.objects.get().pk)}
