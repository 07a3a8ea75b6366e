"""A realm as a flat table, so that the file and the live realm can be laid side by side.

    path                                    member                        value
    realm                                   accessTokenLifespan           300
    roles/manager                           composites                    {catalog-editor, billing-admin}
    clientScopes/catalog:read               attributes.include.in…        "true"
    clientScopes/…/protocolMappers/NAME     config.included.client.…      "catalog"
    clients/billing                         optionalClientScopes          {catalog:read, …}
    users/alice                             –                             only that she is there

Lists of texts are sets. A client's role is written `client/role`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from realm_file import is_service_account

Value = str | int | bool | None | frozenset[str]
Shape = dict[str, dict[str, Value]]

ELSEWHERE = {"roles", "clients", "clientScopes", "scopeMappings", "clientScopeMappings", "users", "defaultRole"}
NOT_COMPARED = {"id", "containerId", "composite", "clientRole", "composites", "protocolMappers", "credentials"}


def shape_of(realm: Mapping[str, Any]) -> Shape:
    """Return the table of a realm's representation, as the file or a partial export gives it."""
    shape: Shape = {"realm": _members({k: v for k, v in realm.items() if k not in ELSEWHERE})}
    for path, role in _roles(realm["roles"]):
        shape[path] = _members(role) | {"composites": frozenset(_role_names(role.get("composites") or {}))}
    for kind, key in (("clientScopes", "name"), ("clients", "clientId")):
        for item in realm[kind]:
            path = f"{kind}/{item[key]}"
            shape[path] = _members(item) | {"scopeMappings": frozenset(_mapped(realm, path))}
            shape |= {f"{path}/protocolMappers/{m['name']}": _members(m) for m in item.get("protocolMappers", [])}
    for user in realm.get("users", []):
        shape |= _user(user)
    _name_service_account_roles(shape, realm)
    return shape


def _roles(roles: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for role in roles.get("realm", []):
        yield f"roles/{role['name']}", role
    for client, owned in roles.get("client", {}).items():
        for role in owned:
            yield f"roles/{client}/{role['name']}", role


def _members(item: Mapping[str, Any], prefix: str = "") -> dict[str, Value]:
    members: dict[str, Value] = {}
    for name, value in item.items():
        if name in NOT_COMPARED and not prefix:
            continue
        if isinstance(value, dict):
            members |= _members(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            members[prefix + name] = value
        elif all(isinstance(each, str) for each in value):
            members[prefix + name] = frozenset(value)
    return members


def _role_names(grouped: Mapping[str, Any]) -> Iterable[str]:
    yield from grouped.get("realm", ())
    for client, names in grouped.get("client", {}).items():
        yield from (f"{client}/{name}" for name in names)


def _mapped(realm: Mapping[str, Any], path: str) -> Iterable[str]:
    """Yield the roles that a client or client scope may carry."""
    kind, _, name = path.partition("/")
    owner = {"clients": "client", "clientScopes": "clientScope"}[kind]
    for each in realm.get("scopeMappings") or ():
        if each.get(owner) == name:
            yield from each["roles"]
    for client, mappings in (realm.get("clientScopeMappings") or {}).items():
        for each in mappings:
            if each.get(owner) == name:
                yield from (f"{client}/{role}" for role in each["roles"])


def _user(user: Mapping[str, Any]) -> Shape:
    return {} if is_service_account(user) else {f"users/{user['username']}": {}}


def _name_service_account_roles(shape: Shape, realm: Mapping[str, Any]) -> None:
    for client in realm["clients"]:
        if client.get("serviceAccountsEnabled"):
            shape[f"clients/{client['clientId']}"]["serviceAccountRoles"] = frozenset()
    for user in filter(is_service_account, realm.get("users", [])):
        names = _role_names({"realm": user.get("realmRoles", ()), "client": user.get("clientRoles", {})})
        shape[f"clients/{user['serviceAccountClientId']}"]["serviceAccountRoles"] = frozenset(names)
