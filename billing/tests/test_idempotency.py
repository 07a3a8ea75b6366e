"""One key, one effect, one answer, as often as it is repeated."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from billing.models import IdempotencyRecord, Invoice
from billing.services.idempotency import Attempt, answer_once, recall
from coatcheck.service.refusals import Conflict, Unprocessable


def test_a_repeated_key_gives_the_same_answer_and_no_second_effect(db, attempt, place):
    first = answer_once(attempt, place)

    assert answer_once(attempt, place) == first
    assert recall(attempt) == first
    assert Invoice.objects.count() == 1


def test_an_unused_key_recalls_nothing(db, attempt):
    assert recall(attempt) is None


@pytest.mark.parametrize("read", [lambda attempt, place: recall(attempt), answer_once])
def test_a_key_used_for_another_body_is_refused(db, buyer, attempt, place, read):
    answer_once(attempt, place)

    with pytest.raises(Unprocessable, match="another order"):
        read(Attempt.of(buyer, "key-1", "create", {"lines": [1]}), place)

    assert Invoice.objects.count() == 1


def test_a_key_used_for_another_operation_is_refused(db, buyer, attempt, place):
    answer_once(attempt, place)

    with pytest.raises(Unprocessable):
        recall(Attempt.of(buyer, "key-1", "pay", {"lines": []}))


def test_the_order_of_members_does_not_make_another_body(buyer):
    one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})

    assert Attempt.of(buyer, "k", "create", one) == Attempt.of(buyer, "k", "create", other)


@pytest.mark.parametrize("other", [{"subject": "mallory"}, {"subject": "bob", "issuer": "https://elsewhere"}])
def test_someone_elses_key_is_a_new_key(db, caller, attempt, place, other):
    first = answer_once(attempt, place)

    second = answer_once(Attempt.of(caller(**other), "key-1", "create", {"lines": []}), place)

    assert second != first
    assert Invoice.objects.count() == 2


@pytest.mark.parametrize("refusal", [Conflict("No."), Unprocessable({"lines.0.product": ["Not sold."]})])
def test_a_decided_refusal_is_the_answer_from_then_on(db, attempt, place, refusal):
    def refuse():
        place()
        raise refusal

    for effect in (refuse, place):
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


def test_old_answers_are_removed_and_their_keys_are_new_again(db, attempt, place):
    old = answer_once(attempt, place, clock=lambda: timezone.now() - timedelta(days=31))
    answer_once(replace(attempt, key="key-2"), place)

    call_command("forget_answers", stdout=StringIO())

    assert [record.key for record in IdempotencyRecord.objects.all()] == ["key-2"]
    assert answer_once(attempt, place) != old


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "x", "99999999"])
def test_answers_are_kept_for_a_day_at_least(db, days):
    with pytest.raises(CommandError, match="at least one"):
        call_command("forget_answers", f"--days={days}")
