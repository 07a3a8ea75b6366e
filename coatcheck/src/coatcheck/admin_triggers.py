"""Which events of administrators end which tokens: one table, first match counts.

The realm says what was done to which path, and, where details are kept, what was sent. Looked up in the feed of
Keycloak 26.7.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from coatcheck.entries import Kind
from coatcheck.happenings import NOTHING, AdminEvent, Outcome

Act = Callable[[AdminEvent, str, str], Outcome]


def _everybody_ends(event: AdminEvent, _: str, __: str) -> Outcome:
    return event.ends(Kind.ISSUER, event.issuer)


def _everybody_renews(event: AdminEvent, _: str, __: str) -> Outcome:
    return event.renews_everybody()


def _keys_change(event: AdminEvent, _: str, __: str) -> Outcome:
    return event.ends(Kind.KEYS, event.issuer)


def _realm_changes(event: AdminEvent, _: str, __: str) -> Outcome:
    """The realm switched off, or its not-before moved: it refuses what is older than that."""
    if event.representation is None:
        return event.renews_everybody()
    if event.said("enabled") is False:
        return event.ends(Kind.ISSUER, event.issuer)
    return _not_before(event, Kind.ISSUER, event.issuer)


def _not_before(event: AdminEvent, kind: Kind, key: str) -> Outcome:
    moment = event.said("notBefore")
    if not isinstance(moment, int) or isinstance(moment, bool) or moment <= 0:
        return NOTHING
    return event.ends(kind, key, until=moment - 1)


def _session_ends(event: AdminEvent, session: str, _: str) -> Outcome:
    return event.ends(Kind.SESSION, session)


def _subject_ends(event: AdminEvent, subject: str, _: str) -> Outcome:
    return event.ends(Kind.SUBJECT, subject)


def _subject_renews(event: AdminEvent, subject: str, _: str) -> Outcome:
    return event.renews(Kind.SUBJECT, subject)


def _consent_ends(event: AdminEvent, subject: str, client: str) -> Outcome:
    return event.ends(Kind.SUBJECT_CLIENT, subject, client=unquote(client))


def _user_changes(event: AdminEvent, subject: str, _: str) -> Outcome:
    """What was sent may be only a part. Nothing at all is told where details are off: renewing finds out."""
    if event.representation is None:
        return event.renews(Kind.SUBJECT, subject)
    return event.ends(Kind.SUBJECT, subject) if event.said("enabled") is False else NOTHING


def _roles_are_taken(event: AdminEvent, _: str, __: str) -> Outcome:
    """Tokens carry the roles inside a composite one, and its name does not tell which these are."""
    names = [name for role in event.roles() if isinstance(name := role.get("name"), str) and name]
    if not names or any(role.get("composite") is not False for role in event.roles()):
        return event.renews_everybody()
    return event.renews(Kind.ROLE, *names)


def _composite_shrinks(event: AdminEvent, role: str, _: str) -> Outcome:
    """The roles taken out, and the role itself where the path names it."""
    outcome = _roles_are_taken(event, "", "")
    if outcome.unpinned or not role:
        return outcome
    return Outcome((*outcome.entries, *event.renews(Kind.ROLE, unquote(role)).entries))


def _role_changes(event: AdminEvent, role: str, _: str) -> Outcome:
    """Only a new name matters: tokens still carry the old one. A path that has the id does not tell that name."""
    if not role or not isinstance(name := event.said("name"), str):
        return event.renews_everybody()
    return NOTHING if name == unquote(role) else event.renews_everybody()


def _client_changes(event: AdminEvent, client_id: str, _: str) -> Outcome:
    """Disabled, renamed or its not-before moved. A renamed client's old tokens name one that there is not."""
    if event.representation is None:
        return _client_renews(event, client_id, "")
    if event.former_name:
        return event.ends(Kind.CLIENT, event.former_name)
    name = event.client_names.get(client_id)
    is_off = event.said("enabled") is False
    outcome = event.ends(Kind.CLIENT, name or "") if is_off else _not_before(event, Kind.CLIENT, name or "")
    return outcome if name or outcome is NOTHING else event.renews_everybody()


def _client_ends(event: AdminEvent, client_id: str, _: str) -> Outcome:
    name = event.client_names.get(client_id)
    return event.ends(Kind.CLIENT, name) if name else event.renews_everybody()


def _client_renews(event: AdminEvent, client_id: str, _: str) -> Outcome:
    name = event.client_names.get(client_id)
    return event.renews(Kind.CLIENT, name) if name else event.renews_everybody()


class Trigger(NamedTuple):
    """`what` is "OPERATION RESOURCE path", matched as a whole; its groups are handed to `act`."""

    what: "re.Pattern[str]"
    act: Act


def _table(*rows: tuple[str, Act]) -> tuple[Trigger, ...]:
    return tuple(Trigger(re.compile(what), act) for what, act in rows)


ADMIN_TRIGGERS = _table(
    (r"[A-Z]+ COMPONENT .*", _keys_change),
    (r"ACTION REALM logout-all", _everybody_ends),
    (r"UPDATE REALM ", _realm_changes),
    (r"DELETE USER_SESSION sessions/([^/]+)", _session_ends),
    (r"ACTION USER users/([^/]+)/logout", _subject_ends),
    (r"DELETE USER users/([^/]+)", _subject_ends),
    (r"UPDATE USER users/([^/]+)", _user_changes),
    (r"[A-Z]+ USER users/([^/]+)/consents/(.+)", _consent_ends),
    (r"[A-Z]+ USER users/([^/]+)/(?:reset-password|disable-credential-types|credentials/.+)", _subject_renews),
    (r"DELETE (?:REALM|CLIENT)_ROLE_MAPPING users/([^/]+)/.*", _subject_renews),
    (r"DELETE GROUP_MEMBERSHIP users/([^/]+)/.*", _subject_renews),
    (r"DELETE (?:REALM|CLIENT)_ROLE_MAPPING .*", _roles_are_taken),
    (r"DELETE (?:REALM|CLIENT)_ROLE (?:clients/[^/]+/)?roles/([^/]+)/composites(?:/.*)?", _composite_shrinks),
    (r"DELETE (?:REALM|CLIENT)_ROLE .*", _roles_are_taken),
    (r"UPDATE (?:REALM|CLIENT)_ROLE (?:(?:clients/[^/]+/)?roles/([^/]+)|roles-by-id/.+)", _role_changes),
    (r"(?:DELETE|UPDATE) GROUP .*", _everybody_renews),
    (r"DELETE (?:REALM|CLIENT)_SCOPE_MAPPING .*", _roles_are_taken),
    (r"DELETE CLIENT_SCOPE(?:_CLIENT_MAPPING)? .*", _everybody_renews),
    (r"UPDATE CLIENT clients/([^/]+)", _client_changes),
    (r"DELETE CLIENT clients/([^/]+)", _client_ends),
    (r"ACTION CLIENT clients/([^/]+)/client-secret", _client_renews),
)
