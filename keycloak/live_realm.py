"""The live realm, read into the same table as the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from admin_api import AdminApi
from shape import Shape, shape_of


@dataclass(frozen=True, slots=True)
class LiveRealm:
    """The realm as it stands now: its table, and Keycloak's id for each path that has one."""

    shape: Shape
    ids: Mapping[str, str]


def read_live_realm(api: AdminApi, expected: Shape) -> LiveRealm:
    """Return the realm as it stands; of its people only those that the file names."""
    # A partial export masks secrets and leaves out people and how long events are kept: these are asked for.
    realm = api.post("partial-export", None, exportClients="true", exportGroupsAndRoles="true")
    realm["clients"] = api.get("clients")
    realm["eventsExpiration"] = api.get("events/config").get("eventsExpiration")
    accounts = [_without_default_role(user, api.realm) for user in realm.get("users", [])]
    people = _people(api, expected)
    ids = dict(_ids(realm)) | {f"users/{user['username']}": user["id"] for user in people}
    ids |= {f"clients/{user['serviceAccountClientId']}/serviceAccount": user["id"] for user in accounts}
    return LiveRealm(shape_of(realm | {"users": people + accounts}), ids)


def _ids(realm: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for kind, key in (("clientScopes", "name"), ("clients", "clientId")):
        for item in realm[kind]:
            path = f"{kind}/{item[key]}"
            yield path, item["id"]
            yield from ((f"{path}/protocolMappers/{m['name']}", m["id"]) for m in item.get("protocolMappers", []))
    for role in realm["roles"]["realm"]:
        yield f"roles/{role['name']}", role["id"]
    for client, roles in realm["roles"]["client"].items():
        yield from ((f"roles/{client}/{role['name']}", role["id"]) for role in roles)


def _people(api: AdminApi, expected: Shape) -> list[dict[str, Any]]:
    names = [path.partition("/")[2] for path in expected if path.startswith("users/")]
    return [user for name in names for user in api.get("users", username=name, exact="true")]


def _without_default_role(account: Mapping[str, Any], realm: str) -> dict[str, Any]:
    """Leave out the role that Keycloak gives everybody; where an account has it depends on how it was made."""
    roles = [role for role in account.get("realmRoles", ()) if role != f"default-roles-{realm}"]
    return {**account, "realmRoles": roles}
