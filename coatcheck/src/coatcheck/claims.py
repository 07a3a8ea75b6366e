"""What a signed token says of its caller: the value, and one function for each rule.

`read_claims` sees to types, `check_claims` to what they must say. A new rule is a new function in `RULES`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from coatcheck.config import Policy
from coatcheck.errors import InvalidToken, Reason
from coatcheck.payload import (
    NOTHING,
    read_audience,
    read_client,
    read_client_roles,
    read_roles,
    read_scopes,
    read_session_id,
    read_text,
    read_time,
    text_or_none,
)

Rule = Callable[["Claims", Policy, float], None]


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


def read_claims(payload: Mapping[str, object]) -> Claims:
    """Return the claims of a payload whose signature was checked.

    Raises:
        InvalidToken: a claim that every access token has is missing or of the wrong type.

    RFC 9068 section 2.2.
    """
    subject = read_text(payload, "sub")
    session_id = read_session_id(payload)
    tracked = session_id != ""
    return Claims(
        issuer=read_text(payload, "iss"),
        subject=subject,
        audience=read_audience(payload),
        expires_at=read_time(payload, "exp"),
        issued_at=read_time(payload, "iat"),
        token_id=read_text(payload, "jti"),
        client=read_client(payload),
        not_before=read_time(payload, "nbf") if "nbf" in payload else None,
        session_id=session_id,
        payload_type=text_or_none(payload.get("typ")),
        username=text_or_none(payload.get("preferred_username")) or subject,
        roles=read_roles(payload.get("realm_access")) if tracked else NOTHING,
        client_roles=read_client_roles(payload.get("resource_access")) if tracked else {},
        scopes=read_scopes(payload.get("scope")) if tracked else NOTHING,
        raw=payload,
    )


def check_claims(claims: Claims, policy: Policy, now: float) -> None:
    """Return if a token that makes these claims is meant for us, and for now.

    Raises:
        InvalidToken: the first rule that is broken.

    RFC 9068 section 4.
    """
    for rule in RULES:
        rule(claims, policy, now)


def check_issuer(claims: Claims, policy: Policy, now: float) -> None:  # noqa: ARG001 - a rule's signature
    """`iss` is our issuer, character for character."""
    if claims.issuer != policy.issuer:
        raise InvalidToken(Reason.WRONG_ISSUER, about="iss")


def check_audience(claims: Claims, policy: Policy, now: float) -> None:  # noqa: ARG001 - a rule's signature
    """`aud` names this service."""
    if policy.audience not in claims.audience:
        raise InvalidToken(Reason.WRONG_AUDIENCE, about="aud")


def check_payload_type(claims: Claims, policy: Policy, now: float) -> None:  # noqa: ARG001 - a rule's signature
    """The payload's `typ` tells an access token from an ID, refresh or logout token (RFC 8725 section 3.12)."""
    if policy.payload_type is not None and claims.payload_type != policy.payload_type:
        raise InvalidToken(Reason.WRONG_PAYLOAD_TYPE, about="typ")


def check_not_expired(claims: Claims, policy: Policy, now: float) -> None:
    """`exp` is not past."""
    if now - policy.leeway >= claims.expires_at:
        raise InvalidToken(Reason.EXPIRED, about="exp")


def check_not_from_the_future(claims: Claims, policy: Policy, now: float) -> None:
    """`iat` and `nbf` are not ahead."""
    if claims.issued_at > now + policy.leeway:
        raise InvalidToken(Reason.NOT_YET_VALID, about="iat")
    if claims.not_before is not None and claims.not_before > now + policy.leeway:
        raise InvalidToken(Reason.NOT_YET_VALID, about="nbf")


def check_lifetime(claims: Claims, policy: Policy, now: float) -> None:  # noqa: ARG001 - a rule's signature
    """From `iat` to `exp` is no longer than we allow: a token that lives for years is a password."""
    if claims.expires_at - claims.issued_at > policy.max_lifetime:
        raise InvalidToken(Reason.LIFETIME_TOO_LONG, about="exp")


RULES: tuple[Rule, ...] = (
    check_issuer,
    check_audience,
    check_payload_type,
    check_not_expired,
    check_not_from_the_future,
    check_lifetime,
)
