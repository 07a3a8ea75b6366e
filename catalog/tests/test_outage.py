"""What callers and people are told while the database is away."""

import pytest
from django.db import OperationalError, ProgrammingError, connection, connections
from rest_framework.test import APIClient

PRODUCTS = "/api/products/"


@pytest.fixture
def reader(reader):
    reader.handler.raise_request_exception = False
    reader.raise_request_exception = False
    return reader


@pytest.fixture
def away(db):
    """Have the database fail as it does when nobody listens at its address."""
    with connection.execute_wrapper(raising(OperationalError("connection refused: db.internal"))):
        yield


def raising(error):
    def fail(*_):
        raise error

    return fail


def test_what_needs_the_database_is_503(reader, away):
    answer = reader.get(PRODUCTS)

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "The database cannot be reached at the moment."
    assert int(answer["Retry-After"]) > 0
    assert "WWW-Authenticate" not in answer


def test_a_bad_token_is_refused_all_the_same(away, anonymous):
    assert anonymous.get(PRODUCTS, HTTP_AUTHORIZATION="Bearer x.y.z").status_code == 401


def test_a_token_is_judged_all_the_same(reader, away):
    assert reader.get("/api/me/").json()["username"] == "bob"


@pytest.mark.parametrize("path", ["/", PRODUCTS, "/admin/"])
def test_people_get_a_page(anonymous, away, path):
    browser = APIClient(raise_request_exception=False)
    browser.cookies["catalog_session"] = "of-somebody-who-was-signed-in-0001"

    answer = browser.get(path, HTTP_ACCEPT="text/html,*/*;q=0.8")

    assert (answer.status_code, answer["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "Please try again" in answer.content.decode()
    assert "Content-Security-Policy" in answer


def test_a_mistake_of_ours_is_500(reader, db):
    with connection.execute_wrapper(raising(ProgrammingError("no such column"))):
        assert reader.get(PRODUCTS).status_code == 500


def test_it_works_again_at_once(reader, db):
    with connection.execute_wrapper(raising(OperationalError())):
        assert reader.get(PRODUCTS).status_code == 503

    assert reader.get(PRODUCTS).status_code == 200


@pytest.fixture
def nowhere(db):
    """Give a connection to a port at which nobody listens."""
    settings = {
        **connection.settings_dict,
        "PORT": "1",
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 1, "timeout": 0.1}},
    }
    wrapper = type(connections["default"])(settings, alias="nowhere")
    yield wrapper
    wrapper.close_pool()


def test_nobody_waits_for_what_was_not_to_be_had_a_moment_ago(nowhere):
    with pytest.raises(OperationalError, match="couldn't get a connection"):
        nowhere.ensure_connection()

    with pytest.raises(OperationalError, match="a moment ago"):
        nowhere.ensure_connection()
