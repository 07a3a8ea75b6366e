"""What is found by using the realm: its name, its clock, a token with the wrong audience, a deaf introspection."""

from dataclasses import dataclass, replace

import pytest
from console_places import place_of
from inspection import Finding, inspect_behaviour
from realm_client import OwnClaims

NOW = 1_800_000_000
CLAIMS = OwnClaims("t", NOW, frozenset({"catalog"}))
VALUES = {"ISSUER": "http://id/realms/acme", "BILLING_CLIENT_SECRET": "b", "CATALOG_CLIENT_SECRET": "c"}


@dataclass
class Client:
    """A realm whose answers a test sets."""

    name: str = VALUES["ISSUER"]
    claims: OwnClaims | None = CLAIMS
    active: bool = True

    def issuer(self) -> str:
        return self.name

    def own_claims(self, client: str, secret: str, scope: str) -> OwnClaims | None:
        return self.claims

    def is_active(self, client: str, secret: str, token: str) -> bool:
        return self.active


def inspect(client: Client, now: float = NOW) -> list[Finding]:
    return list(inspect_behaviour(client, VALUES, lambda: now))


def test_a_healthy_realm_gives_no_finding() -> None:
    assert inspect(Client()) == []


def test_another_issuer_is_named_with_the_one_expected() -> None:
    [found] = inspect(Client(name="http://localhost/realms/acme"))

    assert "http://localhost/realms/acme" in found["problem"]
    assert VALUES["ISSUER"] in found["problem"]


@pytest.mark.parametrize("skew", [-60, 60])
def test_a_clock_that_is_off_is_named_with_its_seconds(skew: int) -> None:
    [found] = inspect(Client(), now=NOW + skew)

    assert "clock" in found["problem"]
    assert found["command"]


@pytest.mark.parametrize("moment", [0.0, 0.9, 3.0])
def test_a_clock_within_seconds_is_none(moment: float) -> None:
    assert inspect(Client(), now=NOW + moment) == []


def test_a_token_without_the_services_audience_leads_to_the_mapper() -> None:
    [found] = inspect(Client(claims=replace(CLAIMS, audience=frozenset())))

    assert found["console"] == "Client scopes → catalog:read → Mappers"


def test_no_token_leads_to_the_client() -> None:
    [found] = inspect(Client(claims=None))

    assert "billing gets no token" in found["problem"]


def test_an_introspection_that_says_inactive_leads_to_the_secret() -> None:
    [found] = inspect(Client(active=False))

    assert found["console"] == "Clients → catalog → Credentials"


@pytest.mark.parametrize(
    ("path", "menu"),
    [
        ("realm/eventsEnabled", "Realm settings → Events → User events settings"),
        ("realm/attributes.adminEventsExpiration", "Realm settings → Events → Admin events settings"),
        ("clients/docs/fullScopeAllowed", "Clients → docs → Client scopes → docs-dedicated → Scope"),
        ("clients/docs/standardFlowEnabled", "Clients → docs → Settings → Capability config"),
        ("clients/cli/attributes.pkce.code.challenge.method", "Clients → cli → Advanced"),
        (
            "clients/catalog-web/attributes.backchannel.logout.url",
            "Clients → catalog-web → Settings → Logout settings",
        ),
        ("clientScopes/roles/protocolMappers/audience resolve", "Client scopes → roles → Mappers"),
        ("roles/manager/composites", "Realm roles → manager → Associated roles"),
    ],
)
def test_a_path_leads_to_its_place_in_the_console(path: str, menu: str) -> None:
    assert place_of(path).menu == menu
