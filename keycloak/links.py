"""Links between objects of a realm: which scopes a client has, which roles a scope, client, role or account carries.

Each is a set-valued member of the table, and has endpoints of its own in the Admin API.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from admin_api import AdminApi

ENDPOINTS = {
    "defaultDefaultClientScopes": "default-default-client-scopes",
    "defaultOptionalClientScopes": "default-optional-client-scopes",
    "defaultClientScopes": "clients/{id}/default-client-scopes",
    "optionalClientScopes": "clients/{id}/optional-client-scopes",
    "composites": "roles-by-id/{id}/composites",
    "serviceAccountRoles": "users/{id}/role-mappings",
}
SCOPE_MAPPINGS = {"clients": "clients/{id}/scope-mappings", "clientScopes": "client-scopes/{id}/scope-mappings"}
LINKS = frozenset(ENDPOINTS) | {"scopeMappings"}


def target_of(member: str, name: str) -> str:
    """Return the path of the object that a link leads to."""
    return f"clientScopes/{name}" if member.endswith("ClientScopes") else f"roles/{name}"


def add_links(api: AdminApi, ids: Mapping[str, str], path: str, member: str, names: Iterable[str]) -> None:
    """Link the object at `path` to those named."""
    _send(api, ids, path, member, names, add=True)


def remove_links(api: AdminApi, ids: Mapping[str, str], path: str, member: str, names: Iterable[str]) -> None:
    """Take the links away; the objects stay."""
    _send(api, ids, path, member, names, add=False)


def _send(api: AdminApi, ids: Mapping[str, str], path: str, member: str, names: Iterable[str], *, add: bool) -> None:
    endpoint = _endpoint(ids, path, member)
    if member.endswith("ClientScopes"):
        for name in sorted(names):
            where = f"{endpoint}/{ids[f'clientScopes/{name}']}"
            api.put(where, {}) if add else api.delete(where)
        return
    for owner, roles in _by_owner(ids, names):
        where = endpoint if member == "composites" else f"{endpoint}/{owner}"
        api.post(where, roles) if add else api.delete(where, roles)


def _endpoint(ids: Mapping[str, str], path: str, member: str) -> str:
    template = SCOPE_MAPPINGS[path.partition("/")[0]] if member == "scopeMappings" else ENDPOINTS[member]
    holder = f"{path}/serviceAccount" if member == "serviceAccountRoles" else path
    return template.format(id=ids.get(holder, ""))


def _by_owner(ids: Mapping[str, str], names: Iterable[str]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    """Group roles by who owns them: `realm`, or `clients/UUID`."""
    for client, roles in groupby(sorted(names, key=_client_of), key=_client_of):
        owner = f"clients/{ids[f'clients/{client}']}" if client else "realm"
        yield owner, [{"id": ids[f"roles/{name}"], "name": name.rpartition("/")[2]} for name in roles]


def _client_of(role: str) -> str:
    return role.rpartition("/")[0]
