"""What a caller must hold to use a view: `scope("a:read") & (role("x") | permission("app.change_y"))`.

A permission that refuses notes what is lacking on the request, and the exception handler tells the client;
DRF's own `&` and `|` would lose it. Put `~` on guards: around a mixture with other classes it is DRF's own, which
takes a refusal for a yes without asking the realm, whatever the rule would have asked it for.
"""

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rest_framework.permissions import BasePermission, BasePermissionMetaclass, OperandHolder, SingleOperandHolder
from rest_framework.request import Request

from coatcheck.django.caller import caller_of
from coatcheck.django.enforcement import find_lack
from coatcheck.drf.errors import TurnedAway
from coatcheck.errors import CoatcheckError
from coatcheck.principal import Principal
from coatcheck.requirements import Freshness, Nothing, Permission, Requirement, Role, Scope

if TYPE_CHECKING:  # DRF loads this file while it loads its views
    from rest_framework.views import APIView


class GuardType(BasePermissionMetaclass):
    """Composes guards into one guard, and a guard with another permission class as DRF does."""

    requirement: Requirement

    def __and__(cls, other: Any) -> "type[Guard] | OperandHolder":  # type: ignore[override] # narrower for guards
        return guard(cls.requirement & other.requirement) if isinstance(other, GuardType) else super().__and__(other)

    def __or__(cls, other: Any) -> "type[Guard] | OperandHolder":  # type: ignore[override] # narrower for guards
        return guard(cls.requirement | other.requirement) if isinstance(other, GuardType) else super().__or__(other)

    def __invert__(cls) -> "type[Guard] | SingleOperandHolder":  # type: ignore[override] # narrower for guards
        return guard(~cls.requirement)

    def __repr__(cls) -> str:
        return f"<guard {cls.requirement!r}>"


class Guard(BasePermission, metaclass=GuardType):
    """A permission class that holds one requirement."""

    requirement: ClassVar[Requirement] = Nothing()

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        principal = request.auth
        if not isinstance(principal, Principal):
            return False
        plain = request._request  # noqa: SLF001 - DRF has no public name for it
        try:
            lack = find_lack(self.requirement, principal, plain)
        except CoatcheckError as error:
            raise TurnedAway(error, plain) from error
        if asked := caller_of(plain).asked:
            request.auth, request.user = asked, plain.user
        return lack is None


class Deny(Guard):
    """Refuse: the default for views that name no rule."""


class Fresh(Guard):
    """Ask the realm whether the token still lives, and let the roles that it names now decide."""

    requirement = Freshness()


def scope(name: str, *more: str) -> type[Guard]:
    """Require all of these scopes of the client."""
    return guard(Scope((name, *more)))


def role(name: str, *more: str) -> type[Guard]:
    """Require all of these realm roles of the caller."""
    return guard(reduce(and_, map(Role, more), Role(name)))


def permission(name: str, *more: str) -> type[Guard]:
    """Require all of these permissions, in Django's names: each granted by a role and carried by a held scope."""
    return guard(reduce(and_, map(Permission, more), Permission(name)))


def guard(requirement: Requirement) -> type[Guard]:
    """Return the permission class that holds this requirement."""
    return cast("type[Guard]", GuardType("Guard", (Guard,), {"requirement": requirement, "__module__": __name__}))
