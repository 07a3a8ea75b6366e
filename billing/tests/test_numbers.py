"""Numbers without gaps, whoever asks at once and whatever fails."""

import pytest
from django.db import transaction

from billing.models import Invoice, NumberSeries
from billing.quotes import Quote
from billing.services import invoices, numbers
from coatcheck.service.refusals import Conflict


class Stumble(Exception):
    """Raised by the tests themselves."""


def test_each_year_has_its_own_series(db):
    with transaction.atomic():
        taken = [numbers.take_number(year) for year in (2026, 2026, 2027)]

    assert taken == ["2026-000001", "2026-000002", "2027-000001"]


def test_a_year_ends_at_six_digits(db):
    NumberSeries.objects.create(year=2026, last=999_998)

    with transaction.atomic():
        assert numbers.take_number(2026) == "2026-999999"
        with pytest.raises(Conflict, match="used up"):
            numbers.take_number(2026)


def test_a_rolled_back_number_is_given_again(db):
    with transaction.atomic():
        lost = numbers.take_number(2026)
        transaction.set_rollback(True)

    with transaction.atomic():
        assert numbers.take_number(2026) == lost


@pytest.mark.django_db(transaction=True)
def test_issuing_at_once_leaves_no_gap_and_no_double(priced, at_once):
    drafts = [invoices.create(issuer="https://id", customer="bob", quote=Quote((priced(),))) for _ in range(12)]

    def issue(draft: Invoice) -> str | None:
        with transaction.atomic():
            number = invoices.issue(draft).number
            if draft in drafts[::4]:
                raise Stumble
        return number

    results = at_once(issue, drafts)

    given = sorted(number for number in results if isinstance(number, str))
    assert [int(number[5:]) for number in given] == list(range(1, 10))
    assert sum(isinstance(result, Stumble) for result in results) == 3


@pytest.mark.django_db(transaction=True)
def test_one_draft_issued_by_many_at_once_is_issued_once(draft, at_once):
    results = at_once(invoices.issue, [draft] * 6)

    assert sum(isinstance(result, Invoice) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert NumberSeries.objects.get().last == 1
