"""Problem documents: what a client is told when it is turned away, and under which headers.

RFC 9457.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from coatcheck.errors import CoatcheckError, InsufficientScope, RealmUnavailable, Refusal, TooManyRefusals

MEDIA_TYPE = "application/problem+json"
IN_PATHS = "/:@!$&'()*+,;=~"  # RFC 3986 section 3.3: what stands in a path as it is
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal or failure, ready to be written down.

    `detail` is a constant text or speaks of the caller's own input only. `members` are extension members.
    """

    status: int
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "about:blank"

    @property
    def title(self) -> str:
        """The status in words, as `about:blank` demands (RFC 9457 section 4.2.1)."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Error"

    def document(self, *, instance: str, request_id: str) -> dict[str, object]:
        """Return the members of the document; `instance` is the request's path, decoded and without its query."""
        document: dict[str, object] = {"type": self.type, "title": self.title, "status": self.status}
        document |= {"detail": self.detail, "instance": quote(instance, safe=IN_PATHS), "request_id": request_id}
        return document | dict(self.members)


def missing_credential(challenge: str) -> Problem:
    """Return the answer to a request without a credential where one is needed: no error code.

    RFC 6750 section 3.1.
    """
    return Problem(401, "This needs an access token.", headers={"WWW-Authenticate": challenge, **NO_STORE})


def turned_away(error: CoatcheckError, challenge: str) -> Problem:
    """Return the answer to a request that was refused, or about which nothing could be decided.

    `challenge` is the value of `WWW-Authenticate`; it is sent with a refusal only.
    """
    if isinstance(error, RealmUnavailable | TooManyRefusals):
        return Problem(error.status, error.description, headers={"Retry-After": str(error.retry_after), **NO_STORE})
    if not isinstance(error, Refusal):
        return unexpected()
    members = required_members(error) if isinstance(error, InsufficientScope) else {}
    return Problem(error.status, error.description, members, {"WWW-Authenticate": challenge, **NO_STORE})


def required_members(error: InsufficientScope) -> dict[str, object]:
    """Return what the caller would have needed; scopes are written as in the challenge."""
    members: dict[str, object] = {"required_scope": " ".join(error.required)}
    if error.permission is not None:
        members["required_permission"] = error.permission
    return members


def unexpected() -> Problem:
    """Return the answer to a failure of our own: a constant, whatever went wrong."""
    return Problem(500, "Something went wrong at our end.", headers=NO_STORE)
