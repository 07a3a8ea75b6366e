"""The OpenAPI document says what the code does."""

import json

import pytest

from billing.access import ACCESS
from billing.views import InvoiceViewSet
from tests.people import Person

VOID = "/api/invoices/{id}/void/"


@pytest.fixture
def document(db):
    return Person(None).get("/api/schema/").json()


def operations(document):
    return {(path, method): each for path, item in document["paths"].items() for method, each in item.items()}


def test_no_operation_is_public(document):
    assert not [place for place, each in operations(document).items() if {} in each["security"]]


def test_each_operation_names_the_scopes_of_its_rule(document):
    named = [each["security"][0]["realm"] for each in operations(document).values()]

    assert sorted(filter(None, named)) == sorted(
        list(rule.requirement.scopes) for rule in InvoiceViewSet.policy.values()
    )


def test_scopes_are_those_of_access(document):
    flow = document["components"]["securitySchemes"]["realm"]["flows"]["authorizationCode"]

    assert set(flow["scopes"]) == set(ACCESS.scopes)


def test_void_tells_permission_role_and_that_the_realm_is_asked(document):
    told = document["paths"][VOID]["post"]["description"]

    assert "`billing:write`" in told
    assert "`billing.change_invoice`, which the role `billing-admin` grants" in told
    assert "The realm is asked first" in told


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/invoices/", {"201", "422", "413", "415"}),
        ("/api/invoices/{id}/issue/", {"200", "404", "409", "413", "415"}),
        ("/api/invoices/{id}/payments/", {"201", "404", "409", "422", "413", "415"}),
        (VOID, {"200", "404", "409", "413", "415"}),
    ],
)
def test_refusals_are_listed(document, path, more):
    assert set(document["paths"][path]["post"]["responses"]) == more | {"400", "401", "403", "406", "503"}


@pytest.mark.parametrize("path", ["/api/invoices/", "/api/invoices/{id}/payments/"])
def test_the_key_is_a_required_header(document, path):
    (key,) = (each for each in document["paths"][path]["post"]["parameters"] if each["in"] == "header")

    assert (key["name"], key["required"]) == ("Idempotency-Key", True)


def test_filters_stand_in_the_query(document):
    names = {each["name"] for each in document["paths"]["/api/invoices/"]["get"]["parameters"]}

    assert names == {"status", "customer", "limit", "cursor"}


def test_examples_are_shown(document):
    for (path, method), each in operations(document).items():
        if "requestBody" in each:
            assert "examples" in json.dumps(each["requestBody"]), (path, method)
