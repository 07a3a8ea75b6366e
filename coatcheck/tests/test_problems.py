import pytest

from coatcheck.errors import (
    CoatcheckError,
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    RealmUnavailable,
    Reason,
    TooManyRefusals,
)
from coatcheck.problems import Problem, missing_credential, turned_away, unexpected


def test_writes_the_members_of_a_problem():
    document = Problem(404, "Nothing here.").document(instance="/api/x/", request_id="r1")

    assert document == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Nothing here.",
        "instance": "/api/x/",
        "request_id": "r1",
    }


def test_a_missing_credential_is_challenged_and_not_stored():
    problem = missing_credential("Bearer x")

    assert problem.status == 401
    assert problem.headers == {"WWW-Authenticate": "Bearer x", "Cache-Control": "no-store"}


@pytest.mark.parametrize(
    "error", [InvalidRequest(Reason.MALFORMED_HEADER), InvalidToken(Reason.EXPIRED), InsufficientScope(Reason.NO_RULE)]
)
def test_a_refusal_has_its_status_and_challenge_and_keeps_its_reason(error):
    problem = turned_away(error, "Bearer x")

    assert problem.status == error.status
    assert problem.headers["WWW-Authenticate"] == "Bearer x"
    assert error.reason.value not in str(problem)


def test_a_lack_names_scope_and_permission():
    lack = InsufficientScope(Reason.MISSING_ROLE, permission="shop.change_product", required=["shop:write"])

    assert turned_away(lack, "Bearer x").members == {
        "required_scope": "shop:write",
        "required_permission": "shop.change_product",
    }


def test_an_unavailable_realm_is_no_refusal():
    problem = turned_away(RealmUnavailable("connection refused", retry_after=7), "Bearer x")

    assert problem.status == 503
    assert problem.headers == {"Retry-After": "7", "Cache-Control": "no-store"}
    assert "connection refused" not in str(problem)


def test_an_unexpected_failure_is_a_constant():
    assert unexpected() == unexpected()


def test_an_unknown_status_has_a_title():
    assert Problem(499, "Gone.").title == "Error"


def test_the_instance_is_a_uri_reference_whatever_the_path_was():
    document = Problem(404, "Nothing here.").document(instance="/api/x\n\xe3 %[]\U000d3e74/it's", request_id="r1")

    assert document["instance"] == "/api/x%0A%C3%A3%20%25%5B%5D%F3%93%B9%B4/it's"


def test_an_error_of_ours_that_nobody_knows_is_a_failure():
    assert turned_away(CoatcheckError(), "Bearer x") == unexpected()


def test_a_limit_says_when_to_come_back():
    assert turned_away(TooManyRefusals(9), "Bearer x").headers["Retry-After"] == "9"
