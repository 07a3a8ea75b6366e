import asyncio
import contextvars
import logging

import pytest
from django.http import HttpResponse
from django.test import AsyncClient, Client, RequestFactory

from coatcheck.django import once
from coatcheck.django.caller import Caller
from coatcheck.django.middleware import MetricsMiddleware, ProblemMiddleware, RequestIdMiddleware, outcome_of
from coatcheck.django.request_id import RequestIdFilter
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason, TooManyRefusals
from coatcheck.testing.faults import Fault

PROBLEM = "application/problem+json"


@pytest.fixture(params=["sync", "async"])
def get(request, project):
    """Give a function that asks for a path, under WSGI and under ASGI."""
    if request.param == "sync":
        return lambda path, **headers: Client(raise_request_exception=False).get(path, headers=headers)

    def get_async(path, **headers):
        return asyncio.run(AsyncClient(raise_request_exception=False).get(path, headers=headers))

    return get_async


def test_lets_a_request_without_a_token_go_on(get):
    assert get("/plain/whoami/").json() == {"caller": "None", "user": "None"}


def test_gives_the_view_an_accepted_caller(get, bearer):
    assert get("/plain/whoami/", **bearer()).json() == {"caller": "alice", "user": "alice"}


@pytest.mark.parametrize("token", ["a", "a.b.c", "e30.e30.", "x" * 20_000])
def test_refuses_any_unverified_token_on_a_view_that_nothing_else_covers_cve_2022_29226(get, token):
    response = get("/plain/whoami/", Authorization=f"Bearer {token}")

    assert response.status_code == 401
    assert response["Content-Type"] == PROBLEM
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_refuses_a_malformed_header(get):
    assert get("/plain/whoami/", Authorization="Bearer").status_code == 400


def test_refuses_a_bad_token_for_a_path_that_is_not_there(get):
    assert get("/api/nowhere/", Authorization="Bearer x").status_code == 401


def test_answers_503_while_the_realm_is_dead(get, bearer, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    assert get("/plain/whoami/", **bearer()).status_code == 503


def test_never_reads_a_credential_on_an_open_path(get):
    assert get("/livez", Authorization="Bearer x").status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/api/nowhere/", 404), ("/api/explode/", 500)])
def test_an_error_under_api_is_a_problem(get, path, status):
    response = get(path)

    assert response.status_code == status
    assert response["Content-Type"] == PROBLEM
    assert response.json()["instance"] == path
    assert "sauce" not in response.content.decode()


def test_an_error_elsewhere_stays_a_page(get):
    assert get("/plain/nowhere/")["Content-Type"].startswith("text/html")


def test_a_browser_keeps_its_page(get):
    assert get("/api/nowhere/", Accept="text/html,*/*")["Content-Type"].startswith("text/html")


def test_every_answer_carries_the_requests_id(get):
    assert get("/plain/whoami/", **{"X-Request-ID": "abc"})["X-Request-ID"] == "abc"
    assert len(get("/api/nowhere/")["X-Request-ID"]) == 32


def test_a_problem_carries_the_same_id_as_the_header(get):
    response = get("/api/nowhere/")

    assert response.json()["request_id"] == response["X-Request-ID"]


def test_a_log_record_carries_the_id_of_its_request(project):
    record, outside = logging.makeLogRecord({}), logging.makeLogRecord({})

    def note(request):
        RequestIdFilter().filter(record)
        return HttpResponse()

    contextvars.Context().run(RequestIdMiddleware(note), RequestFactory().get("/", headers={"X-Request-ID": "abc"}))
    contextvars.Context().run(RequestIdFilter().filter, outside)

    assert record.request_id == "abc"
    assert not hasattr(outside, "request_id")


def test_metrics_count_under_asgi_too(project, bearer):
    async def view(request):
        return HttpResponse()

    request = RequestFactory().get("/")

    assert asyncio.run(MetricsMiddleware(view)(request)).status_code == 200


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (RealmUnavailable("away"), ("undecided", "RealmUnavailable")),
        (TooManyRefusals(5), ("undecided", "TooManyRefusals")),
        (InvalidToken(Reason.EXPIRED), ("refused", "expired")),
    ],
)
def test_an_outcome_is_one_of_our_constants(answer, outcome):
    assert outcome_of(Caller(answer=answer)) == outcome


def test_a_post_with_a_token_needs_no_csrf_token(project, bearer):
    response = Client(enforce_csrf_checks=True).post("/plain/whoami/", headers=bearer())

    assert response.status_code == 200


def test_a_post_without_a_token_needs_one(project):
    assert Client(enforce_csrf_checks=True).post("/plain/whoami/").status_code == 403


def test_a_rewritten_answer_keeps_its_other_headers_and_cookies(project):
    def view(request):
        answer = HttpResponse("no", status=405, headers={"Allow": "POST"})
        answer.set_cookie("seen", "1")
        return answer

    answer = ProblemMiddleware(view)(RequestFactory().get("/api/x/"))

    assert answer["Content-Type"] == PROBLEM
    assert (answer["Allow"], answer.cookies["seen"].value) == ("POST", "1")


def test_a_caller_shows_no_token(project):
    assert "secret" not in repr(Caller(token="secret"))
