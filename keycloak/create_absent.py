"""Creating the roles, client scopes, clients and people that are absent as a whole, with all their links."""

from collections.abc import Iterable, Mapping
from typing import Any

from admin_api import AdminApi
from bring_back import names_in
from links import LINKS, add_links, target_of
from live_realm import LiveRealm, read_live_realm
from realm_file import is_service_account
from shape import Shape


def create_absent(api: AdminApi, realm: Mapping[str, Any], shape: Shape) -> tuple[LiveRealm, list[str]]:
    """Return the live realm as it stands afterwards, and the paths of what was created."""
    live = read_live_realm(api, shape)
    created = [path for path, endpoint, body in _wholes(realm, live) if _create(api, live, path, endpoint, body)]
    if not created:
        return live, []
    _link(api, realm, read_live_realm(api, shape), shape, frozenset(created))
    return read_live_realm(api, shape), created


def _wholes(realm: Mapping[str, Any], live: LiveRealm) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for role in realm["roles"]["realm"]:
        yield f"roles/{role['name']}", "roles", _role(role)
    for client, roles in realm["roles"]["client"].items():
        for role in roles:
            yield f"roles/{client}/{role['name']}", f"clients/{live.ids[f'clients/{client}']}/roles", _role(role)
    for scope in realm["clientScopes"]:
        yield f"clientScopes/{scope['name']}", "client-scopes", scope
    for client in realm["clients"]:
        yield f"clients/{client['clientId']}", "clients", client
    for user in realm["users"]:
        if not is_service_account(user):
            yield f"users/{user['username']}", "users", user


def _role(role: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": role["name"], "description": role.get("description")}


def _create(api: AdminApi, live: LiveRealm, path: str, endpoint: str, body: dict[str, Any]) -> bool:
    absent = path not in live.shape
    if absent:
        api.post(endpoint, body)
    return absent


def _link(api: AdminApi, realm: Mapping[str, Any], live: LiveRealm, shape: Shape, created: frozenset[str]) -> None:
    """Give what was created its links: those it holds, and those of older objects that lead to it."""
    for path, members in shape.items():
        for member in sorted(LINKS & members.keys()):
            missing = names_in(members[member]) - names_in(live.shape[path].get(member))
            wanted = {name for name in missing if path in created or target_of(member, name) in created}
            add_links(api, live.ids, path, member, wanted)
    for user in realm["users"]:
        if f"users/{user['username']}" in created:
            _give_roles(api, live, user)


def _give_roles(api: AdminApi, live: LiveRealm, user: Mapping[str, Any]) -> None:
    roles = [{"id": live.ids[f"roles/{name}"], "name": name} for name in user["realmRoles"]]
    user_id = live.ids[f"users/{user['username']}"]
    api.post(f"users/{user_id}/role-mappings/realm", roles)
