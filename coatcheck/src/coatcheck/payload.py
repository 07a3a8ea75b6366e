"""One member of a payload at a time: of the right type, or refused; what only gives authority, or nothing.

A required member that is odd refuses the token. A member that would give authority and is odd simply gives none.
"""

import re
from collections.abc import Mapping
from typing import TypeGuard

from coatcheck.errors import InvalidToken, Reason

MAX_TEXT = 255
MAX_TIME = 1e12
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NOTHING: frozenset[str] = frozenset()


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether this may name something: 1–255 characters, none of them a control character."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        return False
    return value.isprintable() or not CONTROL_CHARACTER.search(value)


def text_or_none(value: object) -> str | None:
    """Return a text as above, None in place of anything else."""
    return value if is_text(value) else None


def read_text(payload: Mapping[str, object], name: str) -> str:
    """Return a required text."""
    value = payload.get(name)
    if is_text(value):
        return value
    raise odd(payload, name)


def read_time(payload: Mapping[str, object], name: str) -> float:
    """Return a required time, in seconds since 1970. RFC 7519 section 2."""
    value = payload.get(name)
    # A bool is an int to Python, and NaN is in no range.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < MAX_TIME:
        return value
    raise odd(payload, name)


def read_audience(payload: Mapping[str, object]) -> frozenset[str]:
    """Return all names in `aud`, which is a text or a list of texts. RFC 7519 section 4.1.3."""
    value = payload.get("aud")
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return frozenset(names)
    raise odd(payload, "aud")


def read_client(payload: Mapping[str, object]) -> str:
    """Return the client that the token was issued to: `azp`, `client_id`, or both if they agree."""
    names = {read_text(payload, name) for name in ("azp", "client_id") if name in payload}
    if not names:
        raise InvalidToken(Reason.MISSING_CLAIM, about="azp")
    if len(names) > 1:
        raise InvalidToken(Reason.WRONG_CLIENT, about="azp")
    return names.pop()


def odd(payload: Mapping[str, object], name: str) -> InvalidToken:
    """Return the refusal for a member that is not as it must be; null is there, and wrong."""
    return InvalidToken(Reason.MALFORMED_CLAIM if name in payload else Reason.MISSING_CLAIM, about=name)


def read_session_id(payload: Mapping[str, object]) -> str | None:
    """Empty where it is odd: such a session could not be ended, so its token gives no authority."""
    return (text_or_none(payload["sid"]) or "") if "sid" in payload else None


def read_roles(access: object) -> frozenset[str]:
    """Return the roles in Keycloak's `{"roles": […]}`; one odd role spoils the list."""
    roles = access.get("roles") if isinstance(access, dict) else None
    return frozenset(roles) if isinstance(roles, list) and all(map(is_text, roles)) else NOTHING


def read_client_roles(access: object) -> dict[str, frozenset[str]]:
    """Return the roles in Keycloak's `resource_access`, by client."""
    return {client: read_roles(entry) for client, entry in access.items()} if isinstance(access, dict) else {}


def read_scopes(scope: object) -> frozenset[str]:
    """Return the scopes in a text that separates them by spaces. RFC 6749 section 3.3."""
    return frozenset(scope.split(" ")) - {""} if isinstance(scope, str) else NOTHING
