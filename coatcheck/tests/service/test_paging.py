"""Pages by key: cursors are ours or nobody's, and the order is of one direction."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from coatcheck.django.models import LoginSession
from coatcheck.service.paging import SIGNER, KeysetPagination, beyond, read_limit


def request(query=""):
    return Request(APIRequestFactory().get(f"/things/{query}"))


@pytest.mark.parametrize(("text", "limit"), [(None, 50), ("1", 1), ("200", 200), ("007", 7)])
def test_a_limit_is_read(text, limit):
    assert read_limit(text) == limit


@pytest.mark.parametrize("text", ["", "0", "201", "-1", "+1", "1.0", "1e2", "ten", " 1", "1\n", "\u0661", "9" * 5000])
def test_an_odd_limit_is_refused(text):
    with pytest.raises(ValidationError):
        read_limit(text)


@pytest.mark.parametrize("order", [[], ["started_at", "-key"]])
def test_a_key_has_one_direction(order):
    with pytest.raises(ImproperlyConfigured):
        beyond(LoginSession.objects.all(), order, None, backwards=False)


@pytest.mark.parametrize("cursor", ["", "x", "x.y", "\0", "." * 9999, SIGNER.sign_object(["other", False, []])])
def test_a_foreign_cursor_is_refused(cursor):
    listed = LoginSession.objects.order_by("pk")

    with pytest.raises(ValidationError) as wrong:
        KeysetPagination().paginate_queryset(listed, request(f"?cursor={cursor}"))

    assert list(wrong.value.detail) == ["cursor"]


def test_a_cursor_that_was_changed_is_refused():
    cursor = SIGNER.sign_object([["pk"], False, ["1"]])

    with pytest.raises(ValidationError):
        KeysetPagination().paginate_queryset(LoginSession.objects.order_by("pk"), request(f"?cursor={cursor}x"))


def test_keys_are_compared_as_one_row():
    listed = LoginSession.objects.order_by("-started_at", "-key")

    sql = str(beyond(listed, ["-started_at", "-key"], ["2026-11-24 09:00:00+00:00", "a"], backwards=False).query)

    assert "ROW(" in sql
    assert sql.count(") < ROW(") == 1
