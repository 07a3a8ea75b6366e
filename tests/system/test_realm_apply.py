"""`realm apply` overwrites what differs from the file, and leaves people and foreign objects alone."""

from collections.abc import Callable
from typing import Any

from realm_admin import RealmAdmin
from realm_copy import RealmCopy


def find(admin: RealmAdmin, realm: str, kind: str, key: str, name: str) -> dict[str, Any]:
    return next(each for each in admin.call("GET", kind, realm=realm).json() if each[key] == name)


def lengthen_tokens(admin: RealmAdmin, realm: str) -> None:
    admin.call("PUT", "", {"accessTokenLifespan": 3000}, realm=realm)


def switch_events_off(admin: RealmAdmin, realm: str) -> None:
    admin.call("PUT", "events/config", {"eventsEnabled": False}, realm=realm)


def delete_the_audience(admin: RealmAdmin, realm: str) -> None:
    scope = find(admin, realm, "client-scopes", "name", "catalog:read")
    mapper = scope["protocolMappers"][0]["id"]
    admin.call("DELETE", f"client-scopes/{scope['id']}/protocol-mappers/models/{mapper}", realm=realm)


def mislead_the_audience(admin: RealmAdmin, realm: str) -> None:
    scope = find(admin, realm, "client-scopes", "name", "billing:read")
    mapper = scope["protocolMappers"][0]
    mapper["config"]["included.client.audience"] = "catalog"
    admin.call("PUT", f"client-scopes/{scope['id']}/protocol-mappers/models/{mapper['id']}", mapper, realm=realm)


def add_audience_resolve(admin: RealmAdmin, realm: str) -> None:
    scope = find(admin, realm, "client-scopes", "name", "roles")
    kind = "oidc-audience-resolve-mapper"
    mapper = {"name": "audience resolve", "protocol": "openid-connect", "protocolMapper": kind, "config": {}}
    admin.call("POST", f"client-scopes/{scope['id']}/protocol-mappers/models", mapper, realm=realm)


def make_a_scope_default(admin: RealmAdmin, realm: str) -> None:
    cli = find(admin, realm, "clients", "clientId", "cli")["id"]
    scope = find(admin, realm, "client-scopes", "name", "catalog:read")["id"]
    admin.call("DELETE", f"clients/{cli}/optional-client-scopes/{scope}", realm=realm)
    admin.call("PUT", f"clients/{cli}/default-client-scopes/{scope}", {}, realm=realm)


def widen_a_client(admin: RealmAdmin, realm: str) -> None:
    client = find(admin, realm, "clients", "clientId", "catalog-web")
    admin.call("PUT", f"clients/{client['id']}", client | {"fullScopeAllowed": True}, realm=realm)


def narrow_a_composite(admin: RealmAdmin, realm: str) -> None:
    role = find(admin, realm, "roles", "name", "billing-admin")
    admin.call("DELETE", "roles/manager/composites", [role], realm=realm)


def take_a_scope_mapping(admin: RealmAdmin, realm: str) -> None:
    client = find(admin, realm, "clients", "clientId", "demo")
    role = find(admin, realm, "roles", "name", "customer")
    admin.call("DELETE", f"clients/{client['id']}/scope-mappings/realm", [role], realm=realm)


def blind_the_watcher(admin: RealmAdmin, realm: str) -> None:
    watcher = find(admin, realm, "clients", "clientId", "realm-watcher")["id"]
    owner = find(admin, realm, "clients", "clientId", "realm-management")["id"]
    account = admin.call("GET", f"clients/{watcher}/service-account-user", realm=realm).json()["id"]
    path = f"users/{account}/role-mappings/clients/{owner}"
    admin.call("DELETE", path, admin.call("GET", path, realm=realm).json(), realm=realm)


def take_the_watchers_account(admin: RealmAdmin, realm: str) -> None:
    client = find(admin, realm, "clients", "clientId", "realm-watcher")
    admin.call("PUT", f"clients/{client['id']}", client | {"serviceAccountsEnabled": False}, realm=realm)


SPOILT: dict[str, Callable[[RealmAdmin, str], None]] = {
    "realm/accessTokenLifespan": lengthen_tokens,
    "realm/eventsEnabled": switch_events_off,
    "clientScopes/catalog:read/protocolMappers/audience catalog": delete_the_audience,
    "clientScopes/billing:read/protocolMappers/audience billing/config.included.client.audience": mislead_the_audience,
    "clientScopes/roles/protocolMappers/audience resolve": add_audience_resolve,
    "clients/cli/optionalClientScopes": make_a_scope_default,
    "clients/catalog-web/fullScopeAllowed": widen_a_client,
    "roles/manager/composites": narrow_a_composite,
    "clients/demo/scopeMappings": take_a_scope_mapping,
    "clients/realm-watcher/serviceAccountRoles": blind_the_watcher,
    "clients/realm-watcher/serviceAccountsEnabled": take_the_watchers_account,
}


def test_changes_are_named_survive_ensure_and_end_with_apply(admin: RealmAdmin, copy: RealmCopy) -> None:
    for spoil in SPOILT.values():
        spoil(admin, copy.name)

    kept = copy.provision("ensure")
    mended = copy.provision("apply")

    assert SPOILT.keys() <= set(kept.paths)
    assert (mended.status, mended.report["differences"]) == (0, [])
    assert copy.provision("diff").report["differences"] == []


def test_apply_leaves_people_alone(admin: RealmAdmin, copy: RealmCopy) -> None:
    erin = admin.call("GET", "users?username=erin&exact=true", realm=copy.name).json()[0]
    role = find(admin, copy.name, "roles", "name", "customer")
    admin.call("PUT", f"users/{erin['id']}", erin | {"firstName": "Erika", "enabled": False}, realm=copy.name)
    admin.call("POST", f"users/{erin['id']}/role-mappings/realm", [role], realm=copy.name)

    copy.provision("apply")

    after = admin.call("GET", f"users/{erin['id']}", realm=copy.name).json()
    roles = admin.call("GET", f"users/{erin['id']}/role-mappings/realm", realm=copy.name).json()
    assert (after["firstName"], after["enabled"]) == ("Erika", False)
    assert "customer" in {each["name"] for each in roles}


def test_what_only_an_administrator_made_stays(admin: RealmAdmin, copy: RealmCopy) -> None:
    admin.call("POST", "clients", {"clientId": "orders", "enabled": True}, realm=copy.name)

    done = copy.provision("apply")

    assert done.report["differences"] == []
    assert find(admin, copy.name, "clients", "clientId", "orders")
