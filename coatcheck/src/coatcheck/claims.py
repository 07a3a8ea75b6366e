"""What a signed token says of its caller: the value, and one function for each rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of an access token, read strictly. Times are seconds since 1970.

    What gives authority (`roles`, `client_roles`, `scopes`) is empty where the token's own is odd.
    `expires_at` is the second at which the token is dead, leeway aside.
    """

    issuer: str
    subject: str
    audience: frozenset[str]
    expires_at: float
    issued_at: float
    token_id: str
    client: str
    not_before: float | None = None
    session_id: str | None = None
    payload_type: str | None = None
    username: str = ""
    roles: frozenset[str] = frozenset()
    client_roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    raw: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
