"""Who calls: one value for bearer and session, which Django and DRF take for a user."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

from coatcheck.claims import Claims
from coatcheck.config import Policy


@dataclass(frozen=True, slots=True)
class Principal:
    """An accepted caller, a person or a service, and what it may do here.

    `permissions` are Django's names (`catalog.change_product`), already cut down to role ∩ scope.
    """

    issuer: str
    subject: str
    username: str
    kind: Literal["user", "service"]
    client: str
    roles: frozenset[str] = frozenset()
    client_roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    is_staff: bool = False
    claims: Claims | None = field(default=None, repr=False, compare=False)

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_superuser = False

    @classmethod
    def from_claims(cls, claims: Claims, policy: Policy) -> Self:
        """Return the caller that verified claims speak for."""
        access = policy.access
        return cls(
            issuer=claims.issuer,
            subject=claims.subject,
            username=claims.username,
            kind="service" if is_service(claims, policy) else "user",
            client=claims.client,
            roles=claims.roles,
            client_roles=claims.client_roles.get(policy.audience, frozenset()),
            scopes=claims.scopes,
            permissions=access.permissions(claims.roles, claims.scopes),
            is_staff=not access.staff.isdisjoint(claims.roles),
            claims=claims,
        )

    @property
    def pk(self) -> str:
        """The subject, for what Django keys by user; unique only together with the issuer."""
        return self.subject

    id = pk

    def __str__(self) -> str:
        return self.username

    def get_username(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        return perm in self.permissions

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in self.permissions)


def is_service(claims: Claims, policy: Policy) -> bool:
    """Tell a client that acts for itself from one that acts for a person.

    A person's Keycloak token always has a `sid`. Elsewhere RFC 9068 section 5 has `sub` equal `client_id`.
    """
    if policy.payload_type is not None:
        return claims.session_id is None
    return claims.subject == claims.client
