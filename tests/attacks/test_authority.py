"""Group C, second half: what a good token may say oddly, and must then gain nothing by. RFC 6749 section 3.3, RFC 9068."""

import uuid

import pytest

from coatcheck.testing import sign
from refusals import check_refused


def test_accepts_what_this_file_makes_odd(accept, service):
    me = accept(roles=["customer"], username="alice")

    assert (me["username"], me["roles"], me["scopes"]) == ("alice", ["customer"], [service.read_scope])


@pytest.mark.parametrize("claim", ["sub", "jti", "azp"])
@pytest.mark.parametrize("value", [None, 1, True, [], {}, ["x"], "", "x" * 256, "a\0b", "a\nb", "a\x7fb", "a\x9fb"])
def test_c15_refuses_an_identifier_that_is_no_plain_text(refuse_claims, claim, value):
    refuse_claims(**{claim: value})


@pytest.mark.parametrize("claim", ["sub", "jti", "azp"])
@pytest.mark.parametrize("value", ["x", "x" * 255, "ü", "用户", "a b", "a'b\"c\\d", "<script>", "%s%n", "🎩"])
def test_c15_takes_any_other_identifier_as_it_is(accept, claim, value):
    me = accept(**{claim: value})

    assert claim == "jti" or value in (me["sub"], me["client"])


ODD = [
    None,
    True,
    0,
    1e308,
    -1,
    "",
    "x",
    "\0",
    "x" * 4000,
    [],
    [None],
    [[]],
    [1, "x"],
    {},
    {"roles": None},
    {"a": {"b": {}}},
]


@pytest.mark.parametrize(
    "value",
    [*ODD, "catalog-editor", {"roles": "manager"}, {"roles": {"manager": True}}, {"roles": [1, None, ["manager"]]}],
)
def test_c16_takes_no_role_from_an_odd_realm_access(accept, value):
    me = accept(realm_access=value, scope="")

    assert not set(me["roles"]) & {"catalog-editor", "billing-admin", "manager", "customer"}
    assert me["permissions"] == []


@pytest.mark.parametrize("value", [*ODD, "\ud800", ["\udfff"]])
@pytest.mark.parametrize(
    "claim", ["resource_access", "scope", "preferred_username", "sid", "name", "email", "acr", "cnf", "act", "groups"]
)
def test_c16_gives_no_authority_for_oddities_and_never_breaks(http, service, forger, claim, value):
    claims = forger.issued[forger.issue_for(service)] | {claim: value}
    token = forger.sign(claims, typ="at+jwt")

    for url in (service.me, service.read):
        assert http.get(url, headers={"Authorization": f"Bearer {token}"}).status_code in (200, 401, 403)


def test_c16_takes_no_role_from_another_client(accept, service):
    me = accept(resource_access={"other": {"roles": ["manager"]}, service.name: {"roles": ["own"]}}, roles=["customer"])

    assert me["client_roles"] == ["own"]
    assert me["roles"] == ["customer"]


@pytest.mark.parametrize(
    "role", ["Catalog-Editor", "catalog-editor ", "catalog-editor\0", "catalog_editor", "*", "admin", "superuser"]
)
def test_c16_gives_nothing_for_a_role_that_nobody_mapped(accept, service, role):
    me = accept(roles=[role], scope=f"{service.read_scope} {service.write_scope}")

    assert me["permissions"] == []


@pytest.mark.parametrize(
    "scope",
    [
        ["catalog:write"],
        {"catalog:write": 1},
        "CATALOG:WRITE",
        "catalog:*",
        "*",
        "catalog:write,billing:write",
        "catalog",
        "xcatalog:write",
    ],
)
@pytest.mark.parametrize("claim", ["scope", "scp", "scopes", "permissions", "authorization"])
def test_c17_takes_no_scope_from_anything_but_exact_text_rfc_6749_section_3_3(send, forger, service, claim, scope):
    claims = forger.issued[forger.issue_for(service, roles=["catalog-editor", "billing-admin"], scope="")]

    me = send(forger.sign(claims | {claim: scope}, typ="at+jwt")).json()

    assert me["permissions"] == []


@pytest.mark.parametrize("payload", ["", "null", "[]", "1", '"x"', "{", "{}", "{}{}", "true", "\ufeff{}", '{"a":1,}'])
def test_c19_refuses_a_payload_that_is_no_object(send, forger, payload):
    key = forger.keys[0]

    check_refused(send(sign({"alg": "RS256", "typ": "at+jwt", "kid": key.key_id}, payload, key)), 401, "invalid_token")


@pytest.mark.parametrize("name", ["dave", "admin", "service-account-catalog"])
def test_c20_takes_a_client_named_like_a_person_for_a_service(send, forger, service, name):
    token = forger.issue_for(
        service, azp=name, client_id=name, username=name, subject=str(uuid.uuid4()), without=("sid",)
    )

    me = send(token).json()

    assert me["kind"] == "service"
    assert me["client"] == name
    assert me["permissions"] == me["roles"] == []
