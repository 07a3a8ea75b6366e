from dataclasses import replace

import pytest

from coatcheck.claims import Claims
from coatcheck.config import Access, Policy
from coatcheck.principal import Principal

POLICY = Policy(
    "https://id.example/realms/acme",
    "shop",
    access=Access({"editor": frozenset({"shop.add_product"})}, {"shop:write": ("add_*",)}, frozenset({"editor"})),
)
CLAIMS = Claims(
    issuer=POLICY.issuer,
    subject="sub-1",
    audience=frozenset({"shop"}),
    expires_at=1300.0,
    issued_at=1000.0,
    token_id="jti-1",
    client="web",
    session_id="sid-1",
    username="alice",
    roles=frozenset({"editor"}),
    client_roles={"shop": frozenset({"clerk"}), "other": frozenset({"admin"})},
    scopes=frozenset({"shop:write"}),
)


@pytest.fixture
def principal():
    return Principal.from_claims(CLAIMS, POLICY)


def test_holds_what_the_claims_and_the_policy_say(principal):
    assert (principal.subject, principal.username, principal.client) == ("sub-1", "alice", "web")
    assert principal.roles == {"editor"}
    assert principal.client_roles == {"clerk"}
    assert principal.permissions == {"shop.add_product"}
    assert principal.is_staff


def test_takes_the_place_of_a_django_user(principal):
    assert principal.is_authenticated
    assert principal.is_active
    assert not principal.is_anonymous
    assert not principal.is_superuser
    assert (principal.pk, principal.id, str(principal), principal.get_username()) == (
        "sub-1",
        "sub-1",
        "alice",
        "alice",
    )


def test_answers_for_permissions_like_a_django_user(principal):
    assert principal.has_perm("shop.add_product")
    assert not principal.has_perm("shop.change_product")
    assert principal.has_perms(["shop.add_product"])
    assert not principal.has_perms(["shop.add_product", "shop.change_product"])
    assert principal.has_module_perms("shop")
    assert not principal.has_module_perms("sho")


def test_is_not_staff_without_a_staff_role():
    assert not Principal.from_claims(replace(CLAIMS, roles=frozenset({"customer"})), POLICY).is_staff


@pytest.mark.parametrize(("session_id", "kind"), [("sid-1", "user"), ("", "user"), (None, "service")])
def test_a_keycloak_token_without_a_session_is_a_services(session_id, kind):
    assert Principal.from_claims(replace(CLAIMS, session_id=session_id), POLICY).kind == kind


@pytest.mark.parametrize(("subject", "kind"), [("web", "service"), ("sub-1", "user")])
def test_elsewhere_a_token_whose_subject_is_its_client_is_a_services(subject, kind):
    """RFC 9068 section 5."""
    policy = replace(POLICY, payload_type=None)

    assert Principal.from_claims(replace(CLAIMS, subject=subject, session_id=None), policy).kind == kind
