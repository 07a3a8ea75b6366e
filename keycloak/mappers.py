"""Mappers of a scope or client that are there on one side only."""

from collections.abc import Iterable, Mapping
from typing import Any

from admin_api import AdminApi
from bring_back import endpoint_of
from compare import PRESENT, Difference
from live_realm import LiveRealm


def restore_mappers(api: AdminApi, realm: Mapping[str, Any], live: LiveRealm, found: Iterable[Difference]) -> list[str]:
    """Create the file's mappers that are gone and delete those that the file does not know; return their paths."""
    changed = []
    for each in found:
        owner, _, name = each.path.partition("/protocolMappers/")
        if not name or each.member:
            continue
        if each.live == PRESENT:
            api.delete(endpoint_of(live.ids, each.path))
        else:
            api.post(f"{endpoint_of(live.ids, owner)}/protocol-mappers/models", _mapper(realm, owner, name))
        changed.append(each.path)
    return changed


def _mapper(realm: Mapping[str, Any], owner: str, name: str) -> dict[str, Any]:
    kind, _, key = owner.partition("/")
    holders = (item for item in realm[kind] if key in (item.get("clientId"), item.get("name")))
    return next(each for item in holders for each in item.get("protocolMappers", []) if each["name"] == name)
