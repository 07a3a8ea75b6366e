"""The README's examples do what it says."""

import asyncio
import re
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings

from coatcheck import Policy, Realm, TokenVerifier
from coatcheck.keys import RemoteKeys
from coatcheck.transport import Transport

BLOCKS = re.findall(
    r"^```python\n(.*?)^```", (Path(__file__).parents[2] / "README.md").read_text(), re.MULTILINE | re.DOTALL
)


def run(word, **names):
    """Run the one block that holds this word, and return what it defines."""
    (block,) = (each for each in BLOCKS if word in each)
    block = block.replace("https://id.example.com/realms/acme", names.pop("issuer", "https://id.example.com"))
    block = block.replace("Transport()", "transport")
    exec(compile(block, "README.md", "exec"), names)
    return names


def test_verifies_a_token_in_any_program(realm):
    transport, token = Transport(), realm.issue(audience="orders")

    found = run("TokenVerifier(", issuer=realm.issuer, token=token, transport=transport)
    found["verifier"].keys.close()
    transport.close()

    assert found["principal"].username == "alice"


@pytest.fixture
def verifier(realm):
    transport = Transport()
    keys = RemoteKeys(Realm(realm.issuer), transport)
    yield TokenVerifier(Policy(realm.issuer, "orders"), keys)
    keys.close()
    transport.close()


@pytest.mark.parametrize("name", [name for name in run("realm.misbehave") if name.startswith("test_")])
def test_shows_a_test_that_passes(realm, verifier, name):
    run("realm.misbehave")[name](realm, verifier)


def test_protects_a_view():
    view = run("class OrderList")["OrderList"]

    assert [type(rule).__name__ for rule in view().get_permissions()] != []


def test_needs_three_settings():
    found = run("COATCHECK =")

    assert set(found["COATCHECK"]) == {"ISSUER", "AUDIENCE"}
    assert found["REST_FRAMEWORK"]["DEFAULT_PERMISSION_CLASSES"] == ["coatcheck.drf.Deny"]


def test_protects_a_plain_view():
    view = run("@requires")["orders"]

    with override_settings(COATCHECK={"ISSUER": "https://id.example.com/realms/acme", "AUDIENCE": "orders"}):
        assert asyncio.run(view(RequestFactory().get("/"))).status_code == 401
