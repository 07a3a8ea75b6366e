"""How Keycloak publishes, rotates and withdraws keys. keys.py and the attack battery lean on each."""

from collections.abc import Iterator
from typing import Any

import pytest
from ground import AUTH, Ground, unpack

from coatcheck.testing import make_key

PROVIDER = "org.keycloak.keys.KeyProvider"


@pytest.fixture
def rotated(ground: Ground) -> Iterator[str]:
    """Give the id of a new key's provider that signs from now on."""
    component = key_component(ground, "rsa-generated", priority="200")
    provider = ground.create("components", component)
    yield provider
    if any(each["id"] == provider for each in ground.get(f"components?type={PROVIDER}")):
        ground.call("DELETE", f"components/{provider}")


def key_component(ground: Ground, kind: str, **config: str) -> dict[str, Any]:
    values = {"enabled": "true", "active": "true"} | config
    return {
        "name": f"fact-{kind}",
        "providerId": kind,
        "providerType": PROVIDER,
        "parentId": ground.get("")["id"],
        "config": {name: [value] for name, value in values.items()},
    }


def published(ground: Ground) -> list[dict[str, Any]]:
    return ground.http.get(f"{ground.issuer}/{AUTH}/certs").json()["keys"]


def signing_key(ground: Ground) -> str:
    return unpack(ground.own_token("catalog")).header["kid"]


def change(ground: Ground, provider: str, **config: str) -> None:
    component = ground.get(f"components/{provider}")
    component["config"] |= {name: [value] for name, value in config.items()}
    ground.call("PUT", f"components/{provider}", component)


def test_the_key_set_has_an_encryption_key_as_well(ground: Ground) -> None:
    uses = {(each["use"], each["alg"]) for each in published(ground)}

    assert {("sig", "RS256"), ("enc", "RSA-OAEP")} <= uses


def test_the_key_set_names_no_lifetime(ground: Ground) -> None:
    answer = ground.http.get(f"{ground.issuer}/{AUTH}/certs")

    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_new_key_signs_at_once_and_the_old_one_stays_published(
    ground: Ground, request: pytest.FixtureRequest
) -> None:
    old = signing_key(ground)

    request.getfixturevalue("rotated")
    new = signing_key(ground)

    assert new != old
    assert {old, new} <= {each["kid"] for each in published(ground)}


def test_a_passive_key_stays_published(ground: Ground, rotated: str) -> None:
    new = signing_key(ground)

    change(ground, rotated, active="false")

    assert signing_key(ground) != new
    assert new in {each["kid"] for each in published(ground)}


def test_a_disabled_key_is_published_no_more(ground: Ground, rotated: str) -> None:
    new = signing_key(ground)

    change(ground, rotated, enabled="false")

    assert new not in {each["kid"] for each in published(ground)}


def test_a_deleted_key_is_published_no_more(ground: Ground, rotated: str) -> None:
    new = signing_key(ground)

    ground.call("DELETE", f"components/{rotated}")

    assert new not in {each["kid"] for each in published(ground)}


def test_a_key_of_ones_own_is_published(ground: Ground) -> None:
    before = {each["kid"] for each in published(ground)}
    component = key_component(ground, "rsa", priority="-100", privateKey=make_key("own").private_pem(), keyUse="SIG")

    provider = ground.create("components", component)
    after = {each["kid"] for each in published(ground)}
    ground.call("DELETE", f"components/{provider}")

    assert len(after - before) == 1


def test_a_changed_key_leaves_a_component_event(ground: Ground, rotated: str) -> None:
    events = ground.get("admin-events?resourceTypes=COMPONENT&direction=desc&max=5")

    assert any(each["resourcePath"] == f"components/{rotated}" for each in events)
