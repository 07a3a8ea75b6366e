"""Who may do what in the small project."""

from coatcheck.config import Access

READ = "orders:read"
WRITE = "orders:write"
ROLES = {"clerk": frozenset({"orders.view_order", "orders.change_order"})}
SCOPES = {READ: ("view_*",), WRITE: ("add_*", "change_*")}
STAFF = frozenset({"clerk"})
WHOLE = Access(roles=ROLES, scopes=SCOPES, staff=STAFF)
