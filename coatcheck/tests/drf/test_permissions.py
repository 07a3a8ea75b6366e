import pytest
from rest_framework.permissions import IsAuthenticated, OperandHolder

import coatcheck.drf
from coatcheck.drf import Deny, Fresh, permission, role, scope
from coatcheck.requirements import All, AnyOf, Freshness, Not, Permission, Role, Scope


def test_guards_compose_to_one_guard():
    composed = scope("a") & (role("x") | permission("app.change_y")) & ~role("z") & Fresh

    assert composed.requirement == All(
        (Scope(("a",)), AnyOf((Role("x"), Permission("app.change_y"))), Not(Role("z")), Freshness())
    )


def test_several_names_mean_all_of_them():
    assert role("x", "y").requirement == All((Role("x"), Role("y")))


def test_a_guard_composes_with_other_permission_classes():
    assert isinstance(scope("a") & IsAuthenticated, OperandHolder)
    assert isinstance(IsAuthenticated | scope("a"), OperandHolder)


def test_a_guard_shows_its_rule():
    assert "Scope(names=('a',))" in repr(scope("a"))


@pytest.mark.parametrize("roles", [["clerk"], ["admin"]])
def test_a_mixed_rule_lets_in_who_holds_what_it_takes(orders, bearer, roles):
    assert orders.get("/api/mixed/", **bearer(roles=roles)).status_code == 200


@pytest.mark.parametrize("roles", [[], ["clerk", "guest"]])
def test_a_mixed_rule_refuses_who_does_not(orders, bearer, roles):
    assert orders.get("/api/mixed/", **bearer(roles=roles)).status_code == 403


def test_needs_both_of_two_scopes(orders, bearer):
    response = orders.get("/api/both/", **bearer(scope="orders:read"))

    assert response.status_code == 403
    assert response.json()["required_scope"] == "orders:read orders:write"


@pytest.mark.parametrize("path", ["/api/denied/", "/api/ruleless/", "/api/orders/1/"])
def test_a_view_without_a_rule_refuses_everybody(orders, bearer, path):
    response = orders.get(path, **bearer(scope="orders:read orders:write", roles=["clerk"]))

    assert response.status_code == 403


def test_a_view_without_a_rule_asks_strangers_for_a_token(orders):
    assert orders.get("/api/denied/").status_code == 401


def test_a_method_beside_the_actions_refuses_everybody(orders, bearer):
    response = orders.put("/api/orders/", **bearer(scope="orders:read orders:write", roles=["clerk"]))

    assert response.status_code == 403


def test_a_method_that_a_policy_viewset_does_not_have_is_not_allowed(orders, bearer):
    response = orders.delete("/api/orders/", **bearer(scope="orders:read"))

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"


def test_deny_cannot_be_met(as_principal):
    assert Deny.requirement.lack(as_principal(scope="a", roles=["x"]), None) is not None


def test_a_viewset_knows_its_caller(orders, bearer):
    assert orders.post("/api/orders/", **bearer(scope="orders:write", roles=["clerk"])).json() == {"by": "alice"}


def test_the_library_has_no_other_names():
    with pytest.raises(AttributeError):
        coatcheck.drf.AllowAny  # noqa: B018 - to look is the test
