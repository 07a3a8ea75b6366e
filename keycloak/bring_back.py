"""Writing the file's values over those of objects that exist. What is already so is not written:
a needless write is an event, and followers of the feed would have tokens renewed for it.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from admin_api import AdminApi
from compare import Difference
from links import LINKS, add_links, remove_links
from live_realm import LiveRealm

# What `up` keeps right inside a client that exists: where it lives, and what it proves itself by.
ADDRESSES_AND_SECRETS = frozenset(
    {
        "secret",
        "rootUrl",
        "baseUrl",
        "redirectUris",
        "webOrigins",
        "attributes.backchannel.logout.url",
        "attributes.post.logout.redirect.uris",
    }
)


def overwrite(api: AdminApi, live: LiveRealm, found: Iterable[Difference]) -> list[str]:
    """Write the file's value over each difference inside an object that exists; return the paths written."""
    values = sorted((each for each in found if each.member and each.member not in LINKS), key=_path)
    for path, members in groupby(values, key=_path):
        _write_members(api, live, path, members)
    return [f"{each.path}/{each.member}" for each in values]


def relink(api: AdminApi, live: LiveRealm, found: Iterable[Difference]) -> list[str]:
    """Link objects as the file has it; return the paths written. `overwrite` first: it may bring what links need."""
    links = [each for each in found if each.member in LINKS]
    # A scope that moved between default and optional must leave the one list before it can enter the other.
    for each in links:
        remove_links(api, live.ids, each.path, each.member, names_in(each.live) - names_in(each.file))
    for each in links:
        add_links(api, live.ids, each.path, each.member, names_in(each.file) - names_in(each.live))
    return [f"{each.path}/{each.member}" for each in links]


def _path(each: Difference) -> str:
    return each.path


def _write_members(api: AdminApi, live: LiveRealm, path: str, members: Iterable[Difference]) -> None:
    endpoint = endpoint_of(live.ids, path)
    # The whole object goes back: Keycloak takes what a body leaves out of its events settings for "off".
    body = api.get(endpoint)
    for each in members:
        _set(body, each.member, each.file)
    api.put(endpoint, body)


def endpoint_of(ids: Mapping[str, str], path: str) -> str:
    """Return where an object is read and written."""
    owner, _, mapper = path.partition("/protocolMappers/")
    if mapper:
        return f"{endpoint_of(ids, owner)}/protocol-mappers/models/{ids[path]}"
    kind = path.partition("/")[0]
    return {
        "realm": "",
        "roles": f"roles-by-id/{ids.get(path)}",
        "clientScopes": f"client-scopes/{ids.get(path)}",
        "clients": f"clients/{ids.get(path)}",
    }[kind]


def _set(body: dict[str, Any], member: str, value: object) -> None:
    group, _, name = member.partition(".")
    if name:
        body.setdefault(group, {})[name] = value
    else:
        body[member] = sorted(value) if isinstance(value, frozenset) else value


def names_in(value: object) -> frozenset[str]:
    """Return the set, or an empty one for anything else."""
    return value if isinstance(value, frozenset) else frozenset()
