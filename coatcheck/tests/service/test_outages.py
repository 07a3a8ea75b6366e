import psycopg
import pytest
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse, HttpResponseServerError
from django.test import RequestFactory
from psycopg import errors
from psycopg_pool import PoolTimeout

from coatcheck.service.outages import OutageMiddleware, is_outage, watch


def as_django_raises(kind, cause):
    """Return what Django makes of the driver's exception."""
    error = kind("of the test")
    error.__cause__ = cause
    return error


@pytest.fixture
def failing():
    """Give the answer to a request during which the exception was raised and nobody expected it."""
    watch()

    def answer(error, **headers):
        request = RequestFactory().get("/api/products/", headers=headers)

        def view(_):
            try:
                raise error
            except type(error):
                got_request_exception.send(sender=None, request=request)
            return HttpResponseServerError("sorry", headers={"X-Frame-Options": "DENY"})

        return OutageMiddleware(view)(request)

    return answer


@pytest.mark.parametrize(
    "cause",
    [
        None,
        psycopg.OperationalError("connection refused"),
        PoolTimeout("couldn't get a connection after 2 s"),
        errors.AdminShutdown(),
        errors.CannotConnectNow(),
        errors.TooManyConnections(),
        errors.ConnectionFailure(),
    ],
    ids=repr,
)
def test_a_database_that_cannot_be_reached_is_an_outage(cause):
    assert is_outage(as_django_raises(OperationalError, cause))


def test_a_connection_that_is_closed_is_an_outage():
    assert is_outage(as_django_raises(InterfaceError, psycopg.InterfaceError("the connection is closed")))


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (OperationalError, errors.DeadlockDetected()),
        (OperationalError, errors.LockNotAvailable()),
        (OperationalError, errors.QueryCanceled()),
        (ProgrammingError, errors.UndefinedTable()),
        (DataError, errors.NumericValueOutOfRange()),
        (KeyError, None),
    ],
    ids=repr,
)
def test_a_mistake_of_ours_is_none(kind, cause):
    assert not is_outage(as_django_raises(kind, cause))


def test_nothing_is_none():
    assert not is_outage(None)


def test_an_outage_is_503_and_tells_when_to_come_back(failing):
    answer = failing(OperationalError("host db.internal"))

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer["Retry-After"], answer["Cache-Control"], answer["X-Frame-Options"]) == ("5", "no-store", "DENY")
    assert "internal" not in answer.content.decode()


def test_a_mistake_of_ours_stays_500(failing):
    assert failing(ProgrammingError()).status_code == 500


def test_an_answer_that_was_given_all_the_same_stays():
    request = RequestFactory().get("/readyz")
    request.META["coatcheck.outage"] = True

    assert OutageMiddleware(lambda _: HttpResponse("fine"))(request).status_code == 200
