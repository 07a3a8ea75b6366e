"""What Keycloak makes of a realm's representation. realm-export.json and provision.py lean on each."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from ground import Ground, unpack

from realm_admin import RealmAdmin

BARE = "facts-bare"


@pytest.fixture(scope="module")
def bare(admin: RealmAdmin) -> Iterator[str]:
    """Give a realm whose representation brings one client scope, and a placeholder that nobody fills."""
    scope = {"name": "ours", "protocol": "openid-connect"}
    realm = {"realm": BARE, "enabled": True, "displayName": "${NOBODY_SETS_THIS}", "clientScopes": [scope]}
    admin.call("POST", "../", realm, realm=BARE)
    yield BARE
    admin.call("DELETE", "", realm=BARE)


def scopes_of(admin: RealmAdmin, realm: str, client: str) -> Any:
    return admin.call("GET", f"clients?clientId={client}", realm=realm).json()[0]["defaultClientScopes"]


def test_a_file_with_client_scopes_gets_one_built_in_scope_only(admin: RealmAdmin, bare: str) -> None:
    scopes = admin.call("GET", "client-scopes", realm=bare).json()

    assert {each["name"] for each in scopes} == {"ours", "offline_access"}


@pytest.mark.parametrize("client", ["account-console", "security-admin-console"])
def test_such_a_file_leaves_the_built_in_clients_without_scopes(admin: RealmAdmin, bare: str, client: str) -> None:
    assert scopes_of(admin, bare, client) == []


@pytest.mark.parametrize("client", ["account-console", "security-admin-console"])
def test_ours_gives_them_back(ground: Ground, admin: RealmAdmin, client: str) -> None:
    assert {"basic", "roles", "profile"} <= set(scopes_of(admin, ground.realm, client))


def test_the_admin_api_fills_no_placeholder(admin: RealmAdmin, bare: str) -> None:
    assert admin.call("GET", "", realm=bare).json()["displayName"] == "${NOBODY_SETS_THIS}"


def test_the_import_at_start_does(admin: RealmAdmin, book: dict[str, str]) -> None:
    client = admin.find_client("catalog-web")

    assert client["redirectUris"] == [f"{book['CATALOG_URL']}/oidc/callback/"]


def test_without_full_scope_a_role_reaches_the_token_only_by_a_mapping(ground: Ground) -> None:
    client = ground.make_client()
    role = ground.get("roles/customer")

    before = unpack(ground.token_as(client["clientId"], "bob", scope="billing:read")).payload
    ground.call("POST", f"clients/{client['id']}/scope-mappings/realm", [role])
    after = unpack(ground.token_as(client["clientId"], "bob", scope="billing:read")).payload

    assert "realm_access" not in before
    assert after["realm_access"]["roles"] == ["customer"]


def test_a_person_without_a_name_cannot_use_the_password_grant(ground: Ground) -> None:
    password = {"type": "password", "value": "nameless", "temporary": False}
    ground.create("users", {"username": "nameless", "enabled": True, "credentials": [password]})

    answer = ground.ask_as("demo", "nameless")

    assert (answer.status_code, answer.json()["error_description"]) == (400, "Account is not fully set up")


def test_a_browser_program_is_served_only_from_a_listed_origin(ground: Ground, book: dict[str, str]) -> None:
    client = ground.make_client(webOrigins=[book["CATALOG_URL"]])["clientId"]
    form = {"grant_type": "password", "username": "bob", "password": "bob"}

    listed, other = (
        ground.post("token", client, {"Origin": origin}, **form)
        for origin in (book["CATALOG_URL"], "http://127.0.0.1:1")
    )

    assert listed.headers["Access-Control-Allow-Origin"] == book["CATALOG_URL"]
    assert other.status_code == 403
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_scope_that_maps_a_role_is_only_for_those_who_have_it(ground: Ground) -> None:
    """Why roles are mapped client by client, and not once in the scope `roles`."""
    scope = ground.create("client-scopes", {"name": "for-editors", "protocol": "openid-connect"})
    ground.call("POST", f"client-scopes/{scope}/scope-mappings/realm", [ground.get("roles/catalog-editor")])
    client = ground.make_client(optionalClientScopes=["for-editors"])["clientId"]

    alice, erin = (unpack(ground.token_as(client, user, scope="for-editors")).payload for user in ("alice", "erin"))

    assert "for-editors" in alice["scope"]
    assert "for-editors" not in erin["scope"]


def test_a_partial_events_config_switches_events_off(ground: Ground) -> None:
    whole = ground.get("events/config")

    ground.call("PUT", "events/config", {"adminEventsEnabled": True})
    after = ground.get("events/config")
    ground.call("PUT", "events/config", whole)

    assert (whole["eventsEnabled"], after["eventsEnabled"]) == (True, False)
    assert ground.get("events/config") == whole


def test_a_partial_export_masks_secrets_and_of_users_has_service_accounts_only(ground: Ground) -> None:
    export = ground.call("POST", "partial-export?exportClients=true&exportGroupsAndRoles=true").json()

    secrets = {each.get("secret") for each in export["clients"]} - {None}
    watcher = next(each for each in export["users"] if each["serviceAccountClientId"] == "realm-watcher")
    assert secrets == {"**********"}
    assert watcher["clientRoles"] == {"realm-management": ["view-events"]}


@pytest.mark.parametrize("client", ["account", "account-console", "security-admin-console"])
def test_keycloaks_own_clients_cannot_be_deleted(ground: Ground, client: str) -> None:
    found = ground.find("clients", "clientId", client)["id"]

    with pytest.raises(httpx.HTTPStatusError, match="400"):
        ground.call("DELETE", f"clients/{found}")
