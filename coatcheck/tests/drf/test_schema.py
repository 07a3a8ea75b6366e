import pytest
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture
def document(orders):
    """Give the OpenAPI document of the small project."""
    return SchemaGenerator().get_schema(request=None, public=True)


def test_an_operation_names_its_scopes(document):
    assert document["paths"]["/api/orders/"]["get"]["security"] == [
        {"realm": ["orders:read"]},
        {"session": []},
    ]


def test_an_operation_names_roles_and_permissions(document):
    assert document["paths"]["/api/orders/"]["post"]["x-required-roles"] == ["clerk"]
    assert document["paths"]["/api/orders/change/"]["post"]["x-required-permissions"] == ["orders.change_order"]


def test_an_operation_says_what_it_takes_in_words(document):
    assert (
        "Needs the scope `orders:write`. Needs the role `clerk`."
        in document["paths"]["/api/orders/"]["post"]["description"]
    )


def test_a_public_operation_can_do_without_a_credential(document):
    assert {} in document["paths"]["/api/orders/public/"]["get"]["security"]


def test_a_guarded_operation_cannot(document):
    assert {} not in document["paths"]["/api/orders/"]["get"]["security"]


def test_an_operation_lists_the_problems_it_may_answer(document):
    post = document["paths"]["/api/orders/change/"]["post"]["responses"]

    assert {"400", "401", "403", "409", "503"} <= set(post)
    assert post["401"]["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "WWW-Authenticate" in post["401"]["headers"]
    assert "Retry-After" in post["503"]["headers"]
    assert post["409"]["description"] == "The present state does not allow this."


def test_a_public_operation_answers_no_403(document):
    assert "403" not in document["paths"]["/api/orders/public/"]["get"]["responses"]


def test_an_operation_on_one_thing_may_not_find_it(document):
    assert "404" in document["paths"]["/api/orders/{id}/"]["get"]["responses"]


def test_an_operation_with_a_body_may_refuse_it(document):
    assert {"413", "415"} <= set(document["paths"]["/api/validate/"]["post"]["responses"])
    assert "413" not in document["paths"]["/api/orders/"]["get"]["responses"]


def test_tells_where_a_token_is_had_and_for_which_scopes(document, realm):
    flow = document["components"]["securitySchemes"]["realm"]["flows"]["authorizationCode"]

    assert flow["authorizationUrl"].startswith(realm.issuer)
    assert set(flow["scopes"]) == {"orders:read", "orders:write"}


def test_another_issuer_is_told_by_its_metadata(orders, settings, document):
    settings.COATCHECK = settings.COATCHECK | {"PAYLOAD_TYPE": None}

    scheme = SchemaGenerator().get_schema(request=None, public=True)["components"]["securitySchemes"]["realm"]

    assert scheme["type"] == "openIdConnect"


def test_a_hidden_operation_stays_hidden(document):
    assert set(document["paths"]["/api/hidden/"]) == {"post"}


def test_several_guards_of_a_view_are_told_together(document):
    post = document["paths"]["/api/hidden/"]["post"]

    assert post["security"][0] == {"realm": ["orders:read"]}
    assert "Needs the role `clerk`. The realm is asked first whether the token still lives." in post["description"]


def test_an_answer_for_all_other_statuses_is_kept(document):
    assert "default" in document["paths"]["/api/orders/change/"]["post"]["responses"]


def test_the_limit_on_refusals_is_told_where_it_is_on(orders, settings):
    settings.COATCHECK = settings.COATCHECK | {"REFUSAL_LIMIT": 5}

    document = SchemaGenerator().get_schema(request=None, public=True)

    assert "Retry-After" in document["paths"]["/api/orders/"]["get"]["responses"]["429"]["headers"]
