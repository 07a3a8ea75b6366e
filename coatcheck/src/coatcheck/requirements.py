"""What a caller must hold: scopes, roles and permissions, composed with `&`, `|` and `~`.

A requirement says what is lacking instead of just no, because the client is told (RFC 6750 section 3.1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product

from coatcheck.config import Access
from coatcheck.errors import InsufficientScope, Reason
from coatcheck.principal import Principal


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a caller may not do this. `required` are the scopes it takes, held or not."""

    reason: Reason
    required: tuple[str, ...] = ()
    permission: str | None = None

    @property
    def refusal(self) -> InsufficientScope:
        """The refusal to raise; asking for a scope is proposed only where that would help."""
        scope = self.required if self.reason is Reason.MISSING_SCOPE else ()
        return InsufficientScope(self.reason, scope=scope, permission=self.permission, required=self.required)


class Requirement:
    """Something a caller must hold. Subclasses say what is lacking."""

    __slots__ = ()

    def lack(self, principal: Principal, access: Access) -> Lack | None:
        """Return what the caller lacks, None when nothing."""
        raise NotImplementedError

    def leaves(self) -> "Iterator[Requirement]":
        """Give the single requirements this one is made of, negated ones left out."""
        yield self

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes this takes, each once, in the order they are named."""
        return tuple(dict.fromkeys(name for leaf in self.leaves() if isinstance(leaf, Scope) for name in leaf.names))

    @property
    def scope_choices(self) -> tuple[tuple[str, ...], ...]:
        """The sets of scopes of which one must be held whole; an empty one where no scope is needed."""
        return (self.scopes,)

    @property
    def asks_realm(self) -> bool:
        """Whether the realm is to be asked about the token."""
        return any(isinstance(leaf, Freshness) for leaf in self.leaves())

    @property
    def needs_role(self) -> bool:
        """Whether the caller's roles decide: one that must be held, or one that must not."""
        return isinstance(self, Role | Permission)

    def __and__(self, other: "Requirement") -> "All":
        return All((*parts_of(self, All), *parts_of(other, All)))

    def __or__(self, other: "Requirement") -> "AnyOf":
        return AnyOf((*parts_of(self, AnyOf), *parts_of(other, AnyOf)))

    def __invert__(self) -> "Not":
        return Not(self)


@dataclass(frozen=True, slots=True)
class Scope(Requirement):
    """All of these scopes."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        # No name would let everybody in, and two in one text nobody.
        if not self.names or any(not name or " " in name for name in self.names):
            raise ValueError(f"not the names of scopes: {self.names!r}")

    def lack(self, principal: Principal, access: Access) -> Lack | None:  # noqa: ARG002 - the common signature
        return None if principal.scopes.issuperset(self.names) else Lack(Reason.MISSING_SCOPE, self.names)


@dataclass(frozen=True, slots=True)
class Role(Requirement):
    """This realm role."""

    name: str

    def lack(self, principal: Principal, access: Access) -> Lack | None:  # noqa: ARG002 - the common signature
        return None if self.name in principal.roles else Lack(Reason.MISSING_ROLE)


@dataclass(frozen=True, slots=True)
class Permission(Requirement):
    """This permission, which a role grants and a held scope carries."""

    name: str

    def lack(self, principal: Principal, access: Access) -> Lack | None:
        if principal.has_perm(self.name):
            return None
        carriers = access.scopes_for(self.name)
        granted = any(self.name in access.roles.get(role, ()) for role in principal.roles)
        if granted and carriers.isdisjoint(principal.scopes):
            return Lack(Reason.MISSING_SCOPE, tuple(sorted(carriers))[:1], self.name)
        return Lack(Reason.MISSING_ROLE, permission=self.name)


@dataclass(frozen=True, slots=True)
class Freshness(Requirement):
    """That the realm itself says so now. It is asked by whoever enforces the requirement; see `asks_realm`."""

    def lack(self, principal: Principal, access: Access) -> Lack | None:  # noqa: ARG002 - the common signature
        return None


@dataclass(frozen=True, slots=True)
class Nothing(Requirement):
    """Nobody may, because nobody said who may."""

    def lack(self, principal: Principal, access: Access) -> Lack | None:  # noqa: ARG002 - the common signature
        return Lack(Reason.NO_RULE)


@dataclass(frozen=True, slots=True)
class Composed(Requirement):
    """Several requirements that decide together."""

    parts: tuple[Requirement, ...]

    @property
    def needs_role(self) -> bool:
        return any(part.needs_role for part in self.parts)

    def leaves(self) -> Iterator[Requirement]:
        for part in self.parts:
            yield from part.leaves()


class All(Composed):
    """Every one of these. A missing scope is told before a missing role."""

    __slots__ = ()

    def lack(self, principal: Principal, access: Access) -> Lack | None:
        lacks = [lack for part in self.parts if (lack := part.lack(principal, access)) is not None]
        if not lacks:
            return None
        told = next((lack for lack in lacks if lack.reason is Reason.MISSING_SCOPE), lacks[0])
        required = dict.fromkeys((*self.scopes, *told.required))
        return Lack(told.reason, tuple(required), next((k.permission for k in lacks if k.permission), None))

    @property
    def scope_choices(self) -> tuple[tuple[str, ...], ...]:
        chosen = product(*(part.scope_choices for part in self.parts))
        return tuple(dict.fromkeys(tuple(dict.fromkeys(chain(*choice))) for choice in chosen))


class AnyOf(Composed):
    """One of these. Where every one is lacking, the way that needs no other scope is told first."""

    __slots__ = ()

    def lack(self, principal: Principal, access: Access) -> Lack | None:
        lacks = [lack for part in self.parts if (lack := part.lack(principal, access)) is not None]
        if len(lacks) < len(self.parts):
            return None
        return next((lack for lack in lacks if lack.reason is not Reason.MISSING_SCOPE), lacks[0])

    @property
    def scope_choices(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(choice for part in self.parts for choice in part.scope_choices))


@dataclass(frozen=True, slots=True)
class Not(Requirement):
    """Anything but this; an accepted caller all the same."""

    part: Requirement

    def lack(self, principal: Principal, access: Access) -> Lack | None:
        return Lack(Reason.MISSING_ROLE) if self.part.lack(principal, access) is None else None

    @property
    def needs_role(self) -> bool:
        return self.part.needs_role

    def leaves(self) -> Iterator[Requirement]:
        return iter(())


def parts_of(requirement: Requirement, kind: type[All | AnyOf]) -> tuple[Requirement, ...]:
    """Return the parts of a requirement of this kind, or itself alone, so that chains stay flat."""
    return requirement.parts if isinstance(requirement, kind) else (requirement,)
