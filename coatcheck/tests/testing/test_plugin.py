from coatcheck.config import Access


def test_makes_callers_with_the_permissions_their_roles_and_scopes_give(as_principal):
    access = Access(
        roles={"editor": frozenset({"orders.add_order"})}, scopes={"orders:write": ("add_*",)}, staff={"editor"}
    )

    caller = as_principal("alice", roles=["editor"], scope="orders:write", access=access)

    assert caller.has_perm("orders.add_order")
    assert caller.is_staff


def test_makes_callers_that_may_do_nothing_unless_told(as_principal):
    caller = as_principal("bob")

    assert caller.permissions == frozenset()
    assert str(caller) == "bob"
