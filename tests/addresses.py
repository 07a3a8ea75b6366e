"""Where the two services are, and what of theirs the tests knock at."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A service under test: `read` needs its read scope alone, `public` nothing, `write` a scope and a role."""

    name: str
    url: str
    read: str
    public: str
    write: str
    role: str

    @property
    def me(self) -> str:
        return f"{self.url}/api/me/"

    @property
    def read_scope(self) -> str:
        return f"{self.name}:read"

    @property
    def write_scope(self) -> str:
        return f"{self.name}:write"

    @property
    def metadata(self) -> str:
        return f"{self.url}/.well-known/oauth-protected-resource"


def find_services(book: Mapping[str, str]) -> dict[str, Service]:
    """Return both services by name, from what `./manage_all.sh env` prints."""
    catalog, billing = book["CATALOG_URL"], book["BILLING_URL"]
    return {
        "catalog": Service(
            "catalog",
            catalog,
            read=f"{catalog}/api/products/",
            public=f"{catalog}/api/categories/",
            write=f"{catalog}/api/products/",
            role="catalog-editor",
        ),
        "billing": Service(
            "billing",
            billing,
            read=f"{billing}/api/invoices/",
            public=f"{billing}/api/schema/",
            write=f"{billing}/api/invoices/",
            role="billing-admin",
        ),
    }
