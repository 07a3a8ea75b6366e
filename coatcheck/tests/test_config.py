import pytest

from coatcheck.config import Access, ConfigurationError, Policy, Realm

ISSUER = "https://id.example/realms/acme"


@pytest.mark.parametrize(
    "url", ["", "id.example", "ftp://id.example", "file:///etc/passwd", "https://", "//id.example"]
)
def test_refuses_an_issuer_that_is_no_web_address(url):
    with pytest.raises(ConfigurationError):
        Realm(url)


def test_refuses_an_internal_url_that_is_no_web_address():
    with pytest.raises(ConfigurationError):
        Realm(ISSUER, "keycloak:8080")


def test_finds_the_metadata_under_the_issuer():
    realm = Realm(ISSUER)

    assert realm.metadata_url == f"{ISSUER}/.well-known/openid-configuration"
    assert realm.oauth_metadata_url == "https://id.example/.well-known/oauth-authorization-server/realms/acme"


def test_finds_the_metadata_at_the_internal_address():
    realm = Realm(ISSUER, "http://keycloak:8080/realms/acme/")

    assert realm.metadata_url == "http://keycloak:8080/realms/acme/.well-known/openid-configuration"
    assert realm.oauth_metadata_url == "http://keycloak:8080/.well-known/oauth-authorization-server/realms/acme"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"audience": ""},
        {"audience": "account"},
        {"algorithms": frozenset()},
        {"algorithms": frozenset({"RS256", "HS256"})},
        {"algorithms": frozenset({"none"})},
    ],
)
def test_refuses_a_policy_that_would_let_too_much_in(spoilt):
    with pytest.raises(ConfigurationError):
        Policy(**({"issuer": ISSUER, "audience": "orders"} | spoilt))


@pytest.mark.parametrize(
    ("changes", "accepted"), [({}, True), ({"strict_type": True}, False), ({"payload_type": None}, False)]
)
def test_lets_typ_jwt_through_only_where_the_payload_tells_an_access_token(changes, accepted):
    """RFC 9068 section 4, RFC 8725 section 3.12."""
    types = Policy(ISSUER, "orders", **changes).header_types

    assert ("jwt" in types) is accepted
    assert types >= {"at+jwt", "application/at+jwt"}


@pytest.fixture
def access():
    return Access(
        roles={
            "editor": frozenset({"shop.change_product", "shop.view_product"}),
            "clerk": frozenset({"shop.view_log"}),
        },
        scopes={"shop:read": ("view_*",), "shop:write": ("add_*", "change_*")},
    )


@pytest.mark.parametrize(
    ("roles", "scopes", "held"),
    [
        (["editor"], ["shop:read"], {"shop.view_product"}),
        (["editor"], ["shop:write"], {"shop.change_product"}),
        (["editor", "clerk"], ["shop:read"], {"shop.view_product", "shop.view_log"}),
        (["editor"], [], set()),
        ([], ["shop:read", "shop:write"], set()),
        (["nobody-mapped-this"], ["shop:read"], set()),
        (["editor"], ["nobody-mapped-this"], set()),
    ],
)
def test_holds_a_permission_only_if_a_role_grants_it_and_a_scope_carries_it(access, roles, scopes, held):
    assert access.permissions(roles, scopes) == held


def test_names_the_scopes_that_carry_a_permission(access):
    assert access.scopes_for("shop.change_product") == {"shop:write"}
    assert access.scopes_for("shop.delete_product") == frozenset()
