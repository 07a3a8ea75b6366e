"""Valid things, which each test spoils once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from billing import access, prices
from billing.models import Invoice
from billing.quotes import PricedLine, Quote
from billing.services import invoices
from billing.services.idempotency import Attempt, Body
from coatcheck.principal import Principal
from coatcheck.service.money import Money
from coatcheck.testing.readiness import wait_for_keys
from tests.people import INVOICES, Person
from tests.stand_in_catalog import StandInCatalog

ISSUER = "https://id.example.com/realms/coatcheck"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def caller() -> Callable[..., Principal]:
    def make(
        subject: str, *roles: str, scopes: tuple[str, ...] = (access.READ, access.WRITE), issuer: str = ISSUER
    ) -> Principal:
        return Principal(
            issuer=issuer,
            subject=subject,
            username=subject,
            kind="user",
            client="demo",
            roles=frozenset(roles),
            scopes=frozenset(scopes),
            permissions=access.ACCESS.permissions(roles, scopes),
            is_staff=not access.ACCESS.staff.isdisjoint(roles),
        )

    return make


@pytest.fixture
def buyer(caller) -> Principal:
    return caller("bob", "customer")


@pytest.fixture
def clerk(caller) -> Principal:
    return caller("carol", "billing-admin")


@pytest.fixture
def priced() -> Callable[..., PricedLine]:
    def make(price: str = "12.50", currency: str = "EUR", quantity: int = 2, product: UUID | None = None) -> PricedLine:
        return PricedLine(product or uuid4(), "MUG-1", "A mug", quantity, Money(Decimal(price), currency))

    return make


@pytest.fixture
def draft(db, priced) -> Invoice:
    """A draft of bob's over 25.00 EUR."""
    return invoices.create(issuer=ISSUER, customer="bob", quote=Quote((priced(),)), clock=lambda: NOON)


@pytest.fixture
def issued(draft) -> Invoice:
    return invoices.issue(draft, clock=lambda: NOON)


@pytest.fixture
def attempt(buyer) -> Attempt:
    return Attempt.of(buyer, "key-1", "create", {"lines": []})


@pytest.fixture
def place(priced) -> Callable[[], Body]:
    """The effect to have once: a new invoice of two lines, whose id is the answer."""

    def effect() -> Body:
        quote = Quote((priced(), priced()))
        return {"id": str(invoices.create(issuer=ISSUER, customer="bob", quote=quote).pk)}

    return effect


@pytest.fixture
def shop() -> Iterator[StandInCatalog]:
    shop = StandInCatalog()
    yield shop
    shop.server.close()


@pytest.fixture
def at_once() -> Callable[..., list[object]]:
    """Run a function for each argument, all at the same time, each on its own connection."""

    def run(function: Callable[[object], object], arguments: list[object]) -> list[object]:
        def one(argument: object) -> object:
            try:
                return function(argument)
            except Exception as error:  # noqa: BLE001 - handed back to the test
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run


@pytest.fixture
def sign_in(realm, shop, settings) -> Iterator[Callable[..., Person]]:
    """Make callers of the API, whose realm and catalog are stand-ins."""
    settings.COATCHECK = settings.COATCHECK | {"ISSUER": realm.issuer}
    wait_for_keys()
    settings.CATALOG_URL = shop.url
    realm.clients["billing"] = "billing-secret"

    def make(name: str, *roles: str, scope: str = "billing:read billing:write", **spoilt: object) -> Person:
        return Person(realm.issue(audience="billing", username=name, subject=name, roles=roles, scope=scope, **spoilt))

    yield make
    prices.client_for(shop.url).close()
    prices.client_for.cache_clear()


@pytest.fixture
def bob(sign_in) -> Person:
    return sign_in("bob", "customer")


@pytest.fixture
def carol(sign_in) -> Person:
    return sign_in("carol", "billing-admin")


@pytest.fixture
def order(shop) -> dict[str, Any]:
    """What to post for two mugs of 12.50 EUR."""
    return {"lines": [{"product": str(shop.stock("12.50")), "quantity": 2}]}


@pytest.fixture
def ordered(bob, order) -> Invoice:
    """Bob's draft over that order."""
    return Invoice.objects.get(pk=bob.post(INVOICES, order).json()["id"])


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")
