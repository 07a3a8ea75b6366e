import pytest

from coatcheck.config import Access
from coatcheck.errors import Reason
from coatcheck.principal import Principal
from coatcheck.requirements import Freshness, Lack, Nothing, Permission, Requirement, Role, Scope

ACCESS = Access(
    roles={"editor": frozenset({"shop.change_product"})},
    scopes={"shop:read": ("view_*",), "shop:write": ("add_*", "change_*")},
)
READ, WRITE, EDITOR = Scope(("shop:read",)), Scope(("shop:write",)), Role("editor")
CHANGE = Permission("shop.change_product")


def caller(scopes: str = "", roles: str = "") -> Principal:
    held, granted = frozenset(scopes.split()), frozenset(roles.split())
    return Principal(
        issuer="https://id.example.com",
        subject="1",
        username="alice",
        kind="user",
        client="web",
        roles=granted,
        scopes=held,
        permissions=ACCESS.permissions(granted, held),
    )


def lack(requirement, scopes: str = "", roles: str = "") -> Lack | None:
    return requirement.lack(caller(scopes, roles), ACCESS)


def test_lacks_nothing_when_everything_is_held():
    assert lack(WRITE & EDITOR & CHANGE, "shop:write", "editor") is None


def test_names_the_missing_scope():
    assert lack(READ) == Lack(Reason.MISSING_SCOPE, ("shop:read",))


def test_takes_two_scopes_as_both():
    assert lack(Scope(("shop:read", "shop:write")), "shop:read").refusal.scope == ("shop:read", "shop:write")


def test_names_all_scopes_of_a_conjunction_when_one_is_missing():
    assert lack(READ & WRITE, "shop:read").refusal.scope == ("shop:read", "shop:write")


def test_proposes_no_scope_when_a_role_is_missing():
    refusal = lack(WRITE & EDITOR, "shop:write").refusal

    assert refusal.reason is Reason.MISSING_ROLE
    assert refusal.scope == ()
    assert refusal.required == ("shop:write",)


def test_tells_a_missing_scope_before_a_missing_role():
    assert lack(EDITOR & WRITE).reason is Reason.MISSING_SCOPE


def test_names_a_missing_permission_beside_the_scope():
    assert lack(WRITE & CHANGE, "", "editor").permission == "shop.change_product"


def test_a_permission_alone_names_the_scope_that_would_carry_it():
    assert lack(CHANGE, "shop:read", "editor") == Lack(Reason.MISSING_SCOPE, ("shop:write",), "shop.change_product")


def test_a_permission_that_no_role_grants_proposes_no_scope():
    assert lack(CHANGE, "shop:read").refusal.scope == ()


def test_one_alternative_is_enough():
    assert lack(EDITOR | Role("admin"), "", "admin") is None


def test_alternatives_tell_the_way_that_needs_no_other_scope():
    assert lack(WRITE | EDITOR).reason is Reason.MISSING_ROLE


def test_a_negation_refuses_who_holds_it():
    assert lack(~EDITOR, "", "editor").reason is Reason.MISSING_ROLE
    assert lack(~EDITOR) is None


def test_a_negated_scope_is_not_required():
    assert (~READ & WRITE).scopes == ("shop:write",)


def test_nothing_named_refuses_everybody():
    assert lack(Nothing(), "shop:read shop:write", "editor").reason is Reason.NO_RULE


def test_freshness_is_found_wherever_it_stands():
    assert (READ & (EDITOR | Freshness())).asks_realm
    assert not (READ & EDITOR).asks_realm


def test_tells_whether_more_than_a_scope_is_needed():
    assert (READ & CHANGE).needs_role
    assert not READ.needs_role


@pytest.mark.parametrize(
    "requirement", [~EDITOR, ~CHANGE, READ & ~EDITOR, READ | ~EDITOR, ~(READ & EDITOR), ~~EDITOR], ids=repr
)
def test_a_role_that_must_not_be_held_decides_as_well(requirement):
    assert requirement.needs_role
    assert not (READ & ~WRITE).needs_role


def test_offers_each_choice_of_scopes():
    assert (READ & (WRITE | EDITOR)).scope_choices == (("shop:read", "shop:write"), ("shop:read",))
    assert (EDITOR & ~WRITE).scope_choices == ((),)


def test_a_requirement_must_say_what_is_lacking():
    with pytest.raises(NotImplementedError):
        Requirement().lack(caller(), ACCESS)


@pytest.mark.parametrize("names", [(), ("",), ("shop:read shop:write",)])
def test_what_names_no_scope_is_no_requirement(names):
    with pytest.raises(ValueError, match="not the names of scopes"):
        Scope(names)
