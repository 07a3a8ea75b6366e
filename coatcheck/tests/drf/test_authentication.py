import pytest

from coatcheck.django import once
from coatcheck.testing.faults import Fault

CHALLENGE = 'Bearer realm="orders", resource_metadata="http://testserver/.well-known/oauth-protected-resource"'


def error_of(response):
    return dict(part.split("=", 1) for part in response["WWW-Authenticate"].removeprefix("Bearer ").split(", ")).get(
        "error"
    )


def test_accepts_a_token_that_holds_what_is_needed(orders, bearer):
    response = orders.get("/api/orders/", **bearer(scope="orders:read"))

    assert response.status_code == 200
    assert response.json() == {"caller": "alice", "user": "alice"}


def test_challenges_without_an_error_where_no_credential_is_sent(orders):
    response = orders.get("/api/orders/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == CHALLENGE
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer a b", "Bearer  a", "Bearer\ta", "Bearer ä"])
def test_calls_a_malformed_header_an_invalid_request(orders, header):
    response = orders.get("/api/orders/public/", HTTP_AUTHORIZATION=header)

    assert response.status_code == 400
    assert error_of(response) == '"invalid_request"'


@pytest.mark.parametrize("header", ["Bearer a,Bearer b", "Basic eDp5, Bearer a", "Bearer a, DPoP b"])
def test_calls_several_credentials_an_invalid_request(orders, header):
    assert orders.get("/api/orders/", HTTP_AUTHORIZATION=header).status_code == 400


def test_refuses_a_token_in_the_query_beside_a_good_one(orders, bearer):
    response = orders.get("/api/orders/?access%5Ftoken=x", **bearer(scope="orders:read"))

    assert response.status_code == 400


def test_takes_another_scheme_for_no_credential(orders):
    response = orders.get("/api/orders/", HTTP_AUTHORIZATION="Basic eDp5")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == CHALLENGE


def test_refuses_a_bad_token_on_a_public_view(orders, bearer):
    response = orders.get("/api/orders/public/", **bearer(audience="billing"))

    assert response.status_code == 401
    assert error_of(response) == '"invalid_token"'
    assert "audience" not in response.content.decode()


def test_never_reads_a_credential_on_an_open_path(orders):
    response = orders.get("/livez", HTTP_AUTHORIZATION="Bearer nonsense")

    assert response.status_code == 200
    assert response.json() == {"caller": "None"}


def test_an_unreachable_realm_is_not_the_callers_fault(orders, bearer, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    response = orders.get("/api/orders/", **bearer(scope="orders:read"))

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "WWW-Authenticate" not in response


def test_names_the_scope_that_is_missing(orders, bearer):
    response = orders.post("/api/orders/", **bearer(scope="orders:read", roles=["clerk"]))

    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
    assert 'scope="orders:write"' in response["WWW-Authenticate"]
    assert response.json()["required_scope"] == "orders:write"


def test_proposes_no_scope_where_a_role_is_missing(orders, bearer):
    response = orders.post("/api/orders/", **bearer(scope="orders:write"))

    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
    assert ' scope="' not in response["WWW-Authenticate"]
    assert response.json()["required_scope"] == "orders:write"


def test_names_the_permission_that_is_missing(orders, bearer):
    response = orders.post("/api/orders/change/", **bearer(scope="orders:write"))

    assert response.json()["required_permission"] == "orders.change_order"


def test_answers_rightly_under_drfs_own_handler_as_well(orders, bearer, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"EXCEPTION_HANDLER": "rest_framework.views.exception_handler"}

    response = orders.get("/api/orders/public/", **bearer(audience="billing"))

    assert response.status_code == 401
    assert error_of(response) == '"invalid_token"'


def test_verifies_a_request_once_and_asks_the_realm_for_keys_once(orders, bearer, realm):
    token = bearer(scope="orders:read")

    for _ in range(3):
        orders.get("/api/orders/", **token)

    assert realm.requests["keys"] == 1


def test_gives_the_view_the_projects_own_user_and_the_principal(orders, bearer, settings):
    settings.COATCHECK = settings.COATCHECK | {"USER": "small_project.users.user_of"}

    response = orders.get("/api/orders/", **bearer(scope="orders:read"))

    assert response.json() == {"caller": "alice", "user": "own user of alice"}


def test_builds_the_address_of_its_metadata_from_the_public_url(orders, settings):
    settings.COATCHECK = settings.COATCHECK | {"PUBLIC_URL": "https://orders.example.com"}

    challenge = orders.get("/api/orders/")["WWW-Authenticate"]

    assert 'resource_metadata="https://orders.example.com/.well-known/oauth-protected-resource"' in challenge
