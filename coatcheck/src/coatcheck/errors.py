"""Why a request is turned away, in the words the client is told.

    CoatcheckError
    ├── Refusal
    │   ├── InvalidRequest      400  the header is malformed
    │   ├── InvalidToken        401  the token is forged, stale, revoked or not for us
    │   └── InsufficientScope   403  the token is good, but not for this
    ├── RealmUnavailable        503  the realm cannot be asked, so nothing is decided
    └── TooManyRefusals         429  the address was refused too often lately

RFC 6750 section 3.1 names the three refusals. The other two decide nothing about
the token, so neither is a `Refusal`, and a dead realm never becomes a 401.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """What exactly was wrong: for logs and metrics, never for the client."""

    # the header (400)
    MALFORMED_HEADER = "malformed_header"
    SEVERAL_CREDENTIALS = "several_credentials"
    TOKEN_IN_QUERY = "token_in_query"  # noqa: S105 - a reason, not a password
    # the token's shape (401)
    TOO_LARGE = "too_large"
    MALFORMED_TOKEN = "malformed_token"  # noqa: S105 - a reason, not a password
    FORBIDDEN_HEADER = "forbidden_header"
    WRONG_TYPE = "wrong_type"
    # its signature
    WRONG_ALGORITHM = "wrong_algorithm"
    UNKNOWN_KEY = "unknown_key"
    WITHDRAWN_KEY = "withdrawn_key"
    BAD_SIGNATURE = "bad_signature"
    # its claims
    MALFORMED_CLAIM = "malformed_claim"
    MISSING_CLAIM = "missing_claim"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_PAYLOAD_TYPE = "wrong_payload_type"
    WRONG_CLIENT = "wrong_client"
    WRONG_SUBJECT = "wrong_subject"
    WRONG_NONCE = "wrong_nonce"
    WRONG_ACCESS_TOKEN = "wrong_access_token"  # noqa: S105 - a reason, not a password
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    LIFETIME_TOO_LONG = "lifetime_too_long"
    # its life
    REVOKED = "revoked"
    RENEWAL_NEEDED = "renewal_needed"
    INACTIVE = "inactive"
    # what it may do (403)
    MISSING_SCOPE = "missing_scope"
    MISSING_ROLE = "missing_role"
    NO_RULE = "no_rule"


class CoatcheckError(Exception):
    """Whatever this library raises about a request."""

    status: ClassVar[int]


class Refusal(CoatcheckError):
    """The request is turned away, and it is the caller who can mend it.

    `about` is the name of the claim or header member at fault, where there is one; never its value.
    """

    code: ClassVar[str]
    description: ClassVar[str]

    def __init__(self, reason: Reason, *, about: str = "") -> None:
        super().__init__(f"{reason.value}: {about}" if about else reason.value)
        self.reason = reason
        self.about = about


class InvalidRequest(Refusal):
    """Raised when the request carries its credential in a malformed or forbidden way."""

    status = 400
    code = "invalid_request"
    description = "The request carries its credential in a way that is not allowed."


class InvalidToken(Refusal):
    """Raised when the token is forged, stale, revoked or not for us."""

    status = 401
    code = "invalid_token"
    description = "The access token is not acceptable here."


class InsufficientScope(Refusal):
    """Raised when the token is good, but not for this.

    `scope` are the required scopes where asking for them would help, else empty; `required` are the required
    scopes in either case.
    """

    status = 403
    code = "insufficient_scope"
    description = "The access token does not allow this."

    def __init__(
        self,
        reason: Reason,
        *,
        scope: Iterable[str] = (),
        permission: str | None = None,
        required: Iterable[str] = (),
    ) -> None:
        super().__init__(reason)
        self.scope = tuple(scope)
        self.permission = permission
        self.required = tuple(required) or self.scope


class RealmUnavailable(CoatcheckError):
    """Raised when the realm cannot be asked, so that nothing is decided.

    `retry_after` is in whole seconds. `cause` is for logs and holds no token.
    """

    status = 503
    description = "The authorization server cannot be asked at the moment."

    def __init__(self, cause: str, *, retry_after: int = 5) -> None:
        super().__init__(cause)
        self.cause = cause
        self.retry_after = retry_after


class TooManyRefusals(CoatcheckError):
    """Raised in place of a refusal where an address was refused more often than it may be.

    `retry_after` is in whole seconds. RFC 6585 section 4.
    """

    status = 429
    description = "Too many requests from this address were refused."

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many refusals")
        self.retry_after = retry_after


def require(holds: bool, reason: Reason, about: str = "") -> None:  # noqa: FBT001 - reads as the sentence it is
    """Refuse the token where a rule does not hold; `about` names the claim or header member."""
    if not holds:
        raise InvalidToken(reason, about=about)
