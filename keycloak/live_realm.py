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
    # A partial export masks secrets and leaves out how long events are kept: both are asked for.
    realm = api.post("partial-export", None, exportClients="true", exportGroupsAndRoles="true")
    realm["clients"] = api.get("clients")
    realm["eventsExpiration"] = api.get("events/config").get("eventsExpiration")
    ids = dict(_ids(realm))
    realm["users"] = _people(api, expected)
    ids |= {f"users/{user['username']}": user["id"] for user in realm["users"]}
    for client in realm["clients"]:
        path = f"clients/{client['clientId']}"
        if client["serviceAccountsEnabled"] and path in expected:
            account = _service_account(api, client)
            ids[f"{path}/serviceAccount"] = account["id"]
            realm["users"].append(account)
    return LiveRealm(shape_of(realm), ids)


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


def _service_account(api: AdminApi, client: Mapping[str, Any]) -> dict[str, Any]:
    """Return the client's service account with the roles it was given; the realm's default role is everybody's."""
    user: dict[str, Any] = api.get(f"clients/{client['id']}/service-account-user")
    held = api.get(f"users/{user['id']}/role-mappings")
    default = f"default-roles-{api.realm}"
    return user | {
        "serviceAccountClientId": client["clientId"],
        "realmRoles": [role["name"] for role in held.get("realmMappings", ()) if role["name"] != default],
        "clientRoles": {
            name: [role["name"] for role in mapped["mappings"]]
            for name, mapped in held.get("clientMappings", {}).items()
        },
    }
