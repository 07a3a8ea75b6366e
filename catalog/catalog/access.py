"""Who may do what here: what each realm role grants, and what each scope can carry.

A permission is held only if a role grants it *and* a held scope carries it. What a view opens to a scope alone
(reading what is published, asking for a quote) needs no role and is not listed.
"""

from coatcheck.config import Access

READ = "catalog:read"
WRITE = "catalog:write"

ADD_PRODUCT = "catalog.add_product"
CHANGE_PRODUCT = "catalog.change_product"
VIEW_PRICE_CHANGE = "catalog.view_pricechange"

ACCESS = Access(
    roles={
        "catalog-editor": frozenset(
            {
                "catalog.view_category",
                "catalog.add_category",
                "catalog.change_category",
                "catalog.view_product",
                ADD_PRODUCT,
                CHANGE_PRODUCT,
                VIEW_PRICE_CHANGE,
            }
        ),
    },
    scopes={READ: ("view_*",), WRITE: ("add_*", "change_*")},
    staff=frozenset({"catalog-editor"}),
)
