"""Who may do what here: what each realm role grants, and what each scope can carry.

A permission is held only if a role grants it *and* a held scope carries it. What a view opens to a scope alone
(reading one's own invoices) needs no role and is not listed.
"""

from coatcheck.config import Access

READ = "billing:read"
WRITE = "billing:write"

VIEW_INVOICE = "billing.view_invoice"  # everybody's, that is
ADD_INVOICE = "billing.add_invoice"
ADD_INVOICE_FOR_ANYONE = "billing.add_invoice_for_anyone"
CHANGE_INVOICE = "billing.change_invoice"
ADD_PAYMENT = "billing.add_payment"

ACCESS = Access(
    roles={
        "customer": frozenset({ADD_INVOICE}),
        "billing-admin": frozenset(
            {
                VIEW_INVOICE,
                "billing.view_line",
                "billing.view_payment",
                ADD_INVOICE,
                ADD_INVOICE_FOR_ANYONE,
                CHANGE_INVOICE,
                ADD_PAYMENT,
            }
        ),
    },
    scopes={READ: ("view_*",), WRITE: ("add_*", "change_*")},
    staff=frozenset({"billing-admin"}),
)
