"""Pages by key: cursors are ours or nobody's, and the order is of one direction."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from coatcheck.django.models import LoginSession
from coatcheck.service.paging import SIGNER, KeysetPagination, QueryFilter, beyond, read_limit


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

    assert sql.count(") < (") == 1


@pytest.fixture
def sessions(db):
    """Give five rows, named in the order they were made."""
    now = timezone.now()
    for key in "abcde":
        LoginSession.objects.create(key=key, issuer="i", subject="s", sealed="x", expires_at=now)
    return LoginSession.objects.order_by("started_at", "key")


def page(rows, url, view=None):
    paginator = KeysetPagination()
    found = paginator.paginate_queryset(rows, Request(APIRequestFactory().get(url)), view)
    return found, paginator.get_paginated_response(found).data


def walk(rows, url, link, view=None):
    """Return the pages from this one on."""
    pages = []
    while url:
        found, answer = page(rows, url, view)
        pages.append(found)
        url = answer[link]
    return pages


def test_pages_lead_forth_and_back(sessions):
    forth = walk(sessions, "/things/?limit=2", "next")
    back = walk(sessions, page(sessions, page(sessions, "/things/?limit=3")[1]["next"])[1]["previous"], "previous")

    assert [[each.key for each in found] for found in forth] == [["a", "b"], ["c", "d"], ["e"]]
    assert [[each.key for each in found] for found in back] == [["a", "b", "c"]]


def test_rows_of_columns_are_paged_alike(sessions):
    view = SimpleNamespace(columns=("key", "started_at"))

    pages = walk(sessions.values_list(*view.columns), "/things/?limit=2", "next", view)

    assert [[key for key, _ in found] for found in pages] == [["a", "b"], ["c", "d"], ["e"]]


def test_a_page_of_nothing_leads_nowhere(sessions):
    assert page(sessions.none(), "/things/")[1] == {"next": None, "previous": None, "results": []}


def test_a_list_without_filters_takes_a_page_and_nothing_else():
    assert QueryFilter().filter_queryset(request("?limit=3&cursor=x"), "rows", None) == "rows"
    with pytest.raises(ValidationError) as wrong:
        QueryFilter().filter_queryset(request("?limit=3&colour=red"), "rows", None)

    assert list(wrong.value.detail) == ["colour"]


@pytest.mark.parametrize(("query", "name"), [("?limit=3&limit=3", "limit"), ("?cursor=x&limit=3&cursor=", "cursor")])
def test_a_page_that_is_named_twice_is_refused(query, name):
    with pytest.raises(ValidationError) as wrong:
        QueryFilter().filter_queryset(request(query), "rows", None)

    assert list(wrong.value.detail) == [name]
