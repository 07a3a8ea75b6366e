"""The realm file on its way into Keycloak."""

import json

import pytest

from stack import realm
from stack.failure import Failure
from stack.secret_store import read_secrets
from stack.settings import Settings


@pytest.fixture
def stack(tmp_path):
    """Give `stack(**changes)`: settings of a stack of the test's own."""
    return lambda **changes: Settings(state=tmp_path, **changes)


def test_every_placeholder_of_the_file_has_a_value(stack, tmp_path):
    realm.refuse_unknown_placeholders(realm.placeholders(stack(), read_secrets(tmp_path)))


def test_refuses_a_placeholder_that_keycloak_would_take_for_the_secret(tmp_path):
    path = tmp_path / "realm.json"
    path.write_text('{"secret": "${NEW_CLIENT_SECRET}", "name": "${client_account}", "url": "${URL:http://x}"}')

    with pytest.raises(Failure, match="NEW_CLIENT_SECRET") as refused:
        realm.refuse_unknown_placeholders({}, path)

    assert refused.value.cause == "no value for NEW_CLIENT_SECRET"


def test_brings_demo_parts_where_they_are_wanted(stack):
    content = realm.for_import(stack())

    assert "demo" in [client["clientId"] for client in content["clients"]]
    assert list(realm.demo_users()) == ["alice", "bob", "carol", "dave", "erin"]


def test_leaves_demo_parts_out_where_they_are_not(stack):
    content = realm.for_import(stack(demo=False))

    assert "demo" not in json.dumps([client["clientId"] for client in content["clients"]])
    assert all("serviceAccountClientId" in user for user in content["users"])
    assert all(mapping.get("client") != "demo" for mapping in content["scopeMappings"])


def test_refuses_demo_users_at_a_keycloak_that_others_can_reach(stack):
    with pytest.raises(Failure, match="DEMO"):
        realm.refuse_public_demo(stack(given={"KEYCLOAK_URL": "https://id.example.com"}))


def test_allows_such_a_keycloak_without_demo_users(stack):
    realm.refuse_public_demo(stack(demo=False, given={"KEYCLOAK_URL": "https://id.example.com"}))
