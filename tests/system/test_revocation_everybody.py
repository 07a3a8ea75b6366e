"""What ends everybody's tokens: all signed out, a not-before, the realm switched off, a signing key withdrawn."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from addresses import Service
from realm_admin import RealmAdmin
from revoking import assert_refused_in_time, bystander, wait_until_accepted, workers
from victims import Login, wait_for_next_second
from workers import Workers

__all__ = ["bystander", "workers"]

KEYS = "org.keycloak.keys.KeyProvider"


@pytest.fixture
def login(bystander: Callable[[], Login], workers: list[Workers]) -> str:
    token = bystander().access
    wait_until_accepted(workers, token)
    return token


def log_in_again(bystander: Callable[[], Login], workers: list[Workers]) -> None:
    """Log in a second later, and be accepted everywhere."""
    wait_until_accepted(workers, bystander().access)


def test_all_signed_out(
    admin: RealmAdmin, login: str, workers: list[Workers], bystander: Callable[[], Login], can_order: Callable[[], bool]
) -> None:
    assert can_order()

    admin.call("POST", "logout-all")

    assert_refused_in_time(workers, login)
    log_in_again(bystander, workers)
    assert can_order()


def test_a_not_before(
    admin: RealmAdmin, login: str, workers: list[Workers], bystander: Callable[[], Login], book: Mapping[str, str]
) -> None:
    wait_for_next_second()
    admin.call("PUT", "", {"notBefore": int(time.time())})

    assert_refused_in_time(workers, login)
    log_in_again(bystander, workers)


def test_the_realm_switched_off(
    admin: RealmAdmin, login: str, workers: list[Workers], bystander: Callable[[], Login]
) -> None:
    admin.call("PUT", "", {"enabled": False})
    admin.call("PUT", "", {"enabled": True})

    assert_refused_in_time(workers, login)
    log_in_again(bystander, workers)


# K8
def test_a_signing_key_withdrawn(admin: RealmAdmin, workers: list[Workers], bystander: Callable[[], Login]) -> None:
    with signing_key(admin):
        token = bystander().access
        wait_until_accepted(workers, token)

    assert_refused_in_time(workers, token)
    wait_until_accepted(workers, bystander().access)


@contextmanager
def signing_key(admin: RealmAdmin) -> Iterator[None]:
    """Have the realm sign with a key of its own, and withdraw it at the end."""
    config = {"priority": ["500"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}
    provider = {"name": "passing", "providerId": "rsa-generated", "providerType": KEYS, "config": config}
    made = admin.create("components", provider)
    try:
        yield
    finally:
        admin.call("DELETE", f"components/{made}")


@pytest.fixture
def can_order(
    http: httpx.Client, services: dict[str, Service], bystander: Callable[[], Login], order: Mapping[str, Any]
) -> Callable[[], bool]:
    """Tell whether billing can take an order, for which it asks catalog for prices with a token of its own."""

    def try_to() -> bool:
        headers = {"Authorization": f"Bearer {bystander().access}", "Idempotency-Key": str(uuid.uuid4())}
        return http.post(services["billing"].write, json=order, headers=headers).status_code == 201

    return try_to
