"""All that a realm is, in a form that two realms can be compared by."""

from typing import Any

from realm_admin import RealmAdmin

# Made by each server for itself.
OWN = {"id", "containerId", "secret", "client.secret.creation.time", "createdTimestamp", "access"}


def snapshot(admin: RealmAdmin, realm: str) -> Any:
    """Return all settings, roles, scopes and clients of a realm, but for what each server makes for itself."""
    export = admin.call("POST", "partial-export?exportClients=true&exportGroupsAndRoles=true", realm=realm).json()
    # Key providers are a realm's own keys; the others hold what Keycloak's version brings.
    del export["components"]
    return plain(export, realm)


def users(admin: RealmAdmin, realm: str) -> Any:
    """Return the people and the service accounts of a realm with the roles they hold, by user name."""
    clients = admin.call("GET", "clients", realm=realm).json()
    accounts = [f"clients/{each['id']}/service-account-user" for each in clients if each["serviceAccountsEnabled"]]
    found = admin.call("GET", "users?max=200", realm=realm).json()
    found += [admin.call("GET", path, realm=realm).json() for path in accounts]
    return {user["username"]: plain(user | {"roles": held(admin, realm, user)}, realm) for user in found}


def held(admin: RealmAdmin, realm: str, user: dict[str, Any]) -> Any:
    return admin.call("GET", f"users/{user['id']}/role-mappings", realm=realm).json()


def plain(value: Any, realm: str) -> Any:
    """Return a value without ids and secrets, its lists sorted, the realm's name left out of texts."""
    if isinstance(value, dict):
        return {key: plain(each, realm) for key, each in value.items() if key not in OWN}
    if isinstance(value, list):
        return sorted((plain(each, realm) for each in value), key=repr)
    return value.replace(realm, "REALM") if isinstance(value, str) else value
