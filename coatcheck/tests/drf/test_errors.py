import logging

import pytest

from coatcheck.django import once
from coatcheck.testing.faults import Fault


def test_names_each_wrong_field_of_a_body(orders):
    response = orders.post("/api/validate/", {"lines": [{"quantity": 1}, {"quantity": 1000}]}, format="json")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()["errors"]) == {"name", "lines.1.quantity"}


def test_names_what_is_wrong_with_a_body_as_a_whole(orders):
    response = orders.post("/api/validate/", [1], format="json")

    assert set(response.json()["errors"]) == {"non_field_errors"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", "/api/validate/", {}, 405),
        ("get", "/api/forbid/", {}, 403),
        ("get", "/api/orders/public/", {"HTTP_ACCEPT": "image/png"}, 406),
    ],
)
def test_every_error_is_a_problem(orders, method, path, headers, status):
    response = getattr(orders, method)(path, **headers)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_an_unknown_media_type_is_a_problem(orders):
    response = orders.post("/api/validate/", "a,b", content_type="text/csv")

    assert response.status_code == 415
    assert response["Content-Type"] == "application/problem+json"


def test_a_405_says_what_is_allowed(orders):
    assert "POST" in orders.get("/api/validate/")["Allow"]


def test_a_views_own_refusal_keeps_its_text(orders, bearer):
    response = orders.get("/api/forbid/", **bearer())

    assert response.status_code == 403
    assert response.json()["detail"] == "Not on Sundays."


def test_an_unexpected_exception_is_a_500_that_says_nothing(orders, bearer, caplog):
    orders.raise_request_exception = False

    with caplog.at_level(logging.ERROR):
        response = orders.get("/api/explode/", **bearer())

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert "sauce" not in response.content.decode()
    assert "unexpected exception in a view" in caplog.text


def test_an_unexpected_exception_reaches_djangos_signal(orders):
    with pytest.raises(RuntimeError):
        orders.get("/api/explode/")


def test_a_problem_names_path_and_request(orders):
    problem = orders.get("/api/orders/?q=secret", HTTP_X_REQUEST_ID="abc-1").json()

    assert problem["instance"] == "/api/orders/"
    assert problem["request_id"] == "abc-1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "a\r\nb", "ä"])
def test_an_odd_request_id_is_replaced(orders, given):
    assert orders.get("/api/orders/", HTTP_X_REQUEST_ID=given).json()["request_id"] != given


def test_leaves_a_problem_to_the_page_of_a_browser(orders, bearer):
    response = orders.get("/api/orders/", HTTP_ACCEPT="text/html", **bearer(scope="other"))

    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/html")
    assert "orders:read" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "status", "retry"),
    [
        ("missing", 404, None),
        ("forbidden", 403, None),
        ("throttled", 429, "7"),
        ("role", 403, None),
        ("away", 503, "3"),
    ],
)
def test_what_a_view_raises_has_its_status(orders, kind, status, retry):
    response = orders.get(f"/api/raise/{kind}/")

    assert response.status_code == status
    assert response.get("Retry-After") == retry
    assert response["Content-Type"] == "application/problem+json"


def test_a_view_that_knows_nobody_challenges_as_drf_does(orders):
    response = orders.get("/api/raise/stranger/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert "no-store" in response["Cache-Control"]


def test_a_refusal_that_a_view_raises_is_challenged(orders):
    response = orders.get("/api/raise/role/")

    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
    assert response.json()["required_permission"] == "orders.change_order"


def test_an_error_of_ours_that_nobody_knows_is_a_failure(orders):
    orders.raise_request_exception = False

    assert orders.get("/api/raise/odd/").status_code == 500


def test_a_view_refuses_in_its_own_words_after_another_way_in(orders, bearer):
    response = orders.delete("/api/either/", **bearer(scope="orders:read"))

    assert response.status_code == 403
    assert response.json()["detail"] == "Not on Sundays."


def test_a_browser_gets_the_problem_as_a_page(orders):
    response = orders.get("/api/orders/", HTTP_ACCEPT="text/html")

    assert response.status_code == 401
    assert response["Content-Type"].startswith("text/html")
    assert "WWW-Authenticate" in response


def test_stock_handlers_tell_when_to_come_back(orders, settings, bearer, realm):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"EXCEPTION_HANDLER": "rest_framework.views.exception_handler"}
    realm.misbehave(Fault.DEAD)
    once.reset()

    assert int(orders.get("/api/orders/", **bearer())["Retry-After"]) > 0
