"""The pytest fixtures `realm` and `as_principal`.

Installed with coatcheck; from a checkout, `pytest -p coatcheck.testing.plugin`.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest

from coatcheck.config import Access
from coatcheck.principal import Principal
from coatcheck.testing.realm import StandInRealm

MakePrincipal = Callable[..., Principal]


@pytest.fixture
def realm() -> Iterator[StandInRealm]:
    """Give a stand-in realm of the test's own, on a port of its own, closed after the test."""
    with StandInRealm() as realm:
        yield realm


@pytest.fixture
def as_principal(realm: StandInRealm) -> MakePrincipal:
    """Give a maker of callers without a token: `caller = as_principal("alice", roles=["editor"], scope="a b")`.

    For DRF's test client: `client.force_authenticate(user=caller, token=caller)`.
    """

    def make(
        username: str = "alice",
        *,
        scope: str | Sequence[str] = "",
        roles: Sequence[str] = (),
        access: Access | None = None,
        **fields: object,
    ) -> Principal:
        scopes = frozenset(scope.split() if isinstance(scope, str) else scope)
        access = access or Access()
        values: dict[str, object] = {
            "issuer": realm.issuer,
            "subject": f"sub-of-{username}",
            "username": username,
            "kind": "user",
            "client": "web",
            "roles": frozenset(roles),
            "scopes": scopes,
            "permissions": access.permissions(roles, scopes),
            "is_staff": not access.staff.isdisjoint(roles),
        }
        return Principal(**(values | fields))  # type: ignore[arg-type] # fields of Principal

    return make
