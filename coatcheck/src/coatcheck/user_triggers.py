"""Which events of users end which tokens: one table.

An error event counts only where the realm itself ended something over it, told by the exact reason, so that nobody
can revoke others by failing on purpose. Looked up in the feed of Keycloak 26.7.
"""

from collections.abc import Callable, Mapping

from coatcheck.entries import Kind
from coatcheck.happenings import NOTHING, Outcome, UserEvent

REUSED_REFRESH_TOKEN = "Maximum allowed refresh token reuse exceeded"  # noqa: S105 - a reason, not a password
INVALID_CODE = "invalid_code"


def _logout(event: UserEvent) -> Outcome:
    if event.session:
        return event.ends(Kind.SESSION, event.session)
    return _subject_ends(event)


def _grant_revoked(event: UserEvent) -> Outcome:
    """One access token, one client in one session, or an application that its user removed."""
    if token_id := event.detail("token_id"):
        return event.renews(Kind.TOKEN, token_id)
    client = event.detail("revoked_client") or event.client
    if event.session:
        return event.ends(Kind.SESSION_CLIENT if client else Kind.SESSION, event.session, client=client)
    if event.subject and client:
        return event.ends(Kind.SUBJECT_CLIENT, event.subject, client=client)
    return event.renews_everybody()


def _refresh_failed(event: UserEvent) -> Outcome:
    if event.detail("reason") != REUSED_REFRESH_TOKEN:
        return NOTHING
    return _client_session_ends(event)


def _code_failed(event: UserEvent) -> Outcome:
    if event.error != INVALID_CODE:
        return NOTHING
    return _client_session_ends(event)


def _client_session_ends(event: UserEvent) -> Outcome:
    if not event.session or not event.client:
        return NOTHING
    return event.ends(Kind.SESSION_CLIENT, event.session, client=event.client)


def _subject_ends(event: UserEvent) -> Outcome:
    return event.ends(Kind.SUBJECT, event.subject) if event.subject else event.renews_everybody()


def _subject_renews(event: UserEvent) -> Outcome:
    return event.renews(Kind.SUBJECT, event.subject) if event.subject else event.renews_everybody()


def _client_ends(event: UserEvent) -> Outcome:
    return event.ends(Kind.CLIENT, event.client) if event.client else event.renews_everybody()


def _client_renews(event: UserEvent) -> Outcome:
    return event.renews(Kind.CLIENT, event.client) if event.client else event.renews_everybody()


USER_TRIGGERS: Mapping[str, Callable[[UserEvent], Outcome]] = {
    "LOGOUT": _logout,
    "REVOKE_GRANT": _grant_revoked,
    "REFRESH_TOKEN_ERROR": _refresh_failed,
    "CODE_TO_TOKEN_ERROR": _code_failed,
    "USER_DISABLED_BY_PERMANENT_LOCKOUT": _subject_ends,
    "DELETE_ACCOUNT": _subject_ends,
    "UPDATE_PASSWORD": _subject_renews,
    "UPDATE_CREDENTIAL": _subject_renews,
    "REMOVE_CREDENTIAL": _subject_renews,
    "CLIENT_UPDATE": _client_renews,
    "CLIENT_DELETE": _client_ends,
}
