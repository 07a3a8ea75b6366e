"""The realm file with this stack's addresses and secrets in it, as it should stand in Keycloak."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "realm-export.json"
# Keycloak's own placeholders, such as ${authBaseUrl}, are not in capitals.
PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
DEMO_CLIENT = "demo"


class MissingPlaceholderError(Exception):
    """Raised when the file names a variable that is unset; Keycloak would take the name for the value."""


@dataclass(frozen=True, slots=True)
class RealmFile:
    """The realm as it should be: its representation, and the people in it, who are all demo users.

    Without `demo` the representation lacks the demo client and the people; `people` names them all the same.
    """

    realm: dict[str, Any]
    people: tuple[str, ...]
    demo: bool


def read_realm_file(values: Mapping[str, str], *, demo: bool, path: Path = FILE) -> RealmFile:
    """Return the file with its placeholders filled from `values`.

    Raises:
        MissingPlaceholderError: a value is missing or empty.
    """
    text = path.read_text(encoding="utf-8")
    missing = sorted({name for name in PLACEHOLDER.findall(text) if not values.get(name)})
    if missing:
        raise MissingPlaceholderError(", ".join(missing))
    realm: dict[str, Any] = _fill(json.loads(text), values)
    people = tuple(user["username"] for user in realm["users"] if not is_service_account(user))
    return RealmFile(realm if demo else _without_demo(realm), people, demo)


def is_service_account(user: Mapping[str, Any]) -> bool:
    """Tell a client's own account from a person's."""
    return "serviceAccountClientId" in user


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: values[match[1]], value)
    if isinstance(value, list):
        return [_fill(each, values) for each in value]
    if isinstance(value, dict):
        return {key: _fill(each, values) for key, each in value.items()}
    return value


def _without_demo(realm: dict[str, Any]) -> dict[str, Any]:
    return realm | {
        "clients": [client for client in realm["clients"] if client["clientId"] != DEMO_CLIENT],
        "users": [user for user in realm["users"] if is_service_account(user)],
        "scopeMappings": [each for each in realm["scopeMappings"] if each.get("client") != DEMO_CLIENT],
    }
