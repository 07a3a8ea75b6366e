"""The OpenAPI document says what the code does."""

import json

import pytest

from catalog.access import ACCESS
from catalog.views import ProductViewSet, QuoteViewSet

REPRICE = "/api/products/{id}/reprice/"


@pytest.fixture
def document(anonymous):
    return anonymous.get("/api/schema/").json()


def operations(document):
    return {(path, method): each for path, item in document["paths"].items() for method, each in item.items()}


def test_the_document_is_public_and_of_its_version(document):
    assert document["openapi"].startswith("3.1")


def test_only_categories_are_public(document):
    public = {path for (path, _), each in operations(document).items() if {} in each["security"]}

    assert public == {"/api/categories/", "/api/categories/{id}/"}


def test_each_operation_names_the_scopes_of_its_rule(document):
    named = [each["security"][0]["realm"] for each in operations(document).values()]
    rules = [*ProductViewSet.policy.values(), *QuoteViewSet.policy.values()]

    assert sorted(scopes for scopes in named if scopes) == sorted(list(rule.requirement.scopes) for rule in rules)


def test_scopes_are_those_of_access(document):
    flow = document["components"]["securitySchemes"]["realm"]["flows"]["authorizationCode"]

    assert set(flow["scopes"]) == set(ACCESS.scopes)


def test_a_permission_and_the_role_that_grants_it_are_told(document):
    told = document["paths"][REPRICE]["post"]["description"]

    assert "`catalog:write`" in told
    assert "`catalog.change_product`, which the role `catalog-editor` grants" in told


def test_refusals_are_listed(document):
    listed = set(document["paths"][REPRICE]["post"]["responses"])

    assert listed == {"200", "400", "401", "403", "404", "406", "412", "413", "415", "503"}
    assert "403" not in document["paths"]["/api/categories/"]["get"]["responses"]


def test_a_strict_body_takes_nothing_else(document):
    for name in ("NewProduct", "ProductEdit", "NewPrice", "QuoteRequest", "Money"):
        assert document["components"]["schemas"][name]["additionalProperties"] is False


def test_a_filter_stands_in_the_query(document):
    names = {each["name"] for each in document["paths"]["/api/products/"]["get"]["parameters"]}

    assert names == {"q", "category", "status", "min_price", "max_price", "ordering", "limit", "cursor"}


def test_examples_are_shown(document):
    for (path, method), each in operations(document).items():
        if "requestBody" in each:
            assert "examples" in json.dumps(each["requestBody"]), (path, method)


def test_the_page_to_try_it_out_needs_nothing_from_elsewhere(anonymous):
    page = anonymous.get("/api/docs/").content.decode()

    assert '"client": "docs"' in page
    assert "http" not in page.replace("https://json-schema", "")


def test_a_bad_token_is_refused_there_too(anonymous):
    for path in ("/api/schema/", "/api/docs/"):
        assert anonymous.get(path, HTTP_AUTHORIZATION="Bearer x.y.z").status_code == 401
