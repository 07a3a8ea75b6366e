"""Which event ends which tokens: two tables, and the calls that read an event by them.

*Ended* is what the realm refuses to refresh, *renew* what it refreshes with other contents. What names no subject but
a role means the tokens with that role; what names neither means everybody, who must then renew. What stands in no
table ends nothing.
"""

from collections.abc import Mapping

from coatcheck.admin_triggers import ADMIN_TRIGGERS
from coatcheck.happenings import NOTHING, AdminEvent, ClientNames, MalformedEvent, Outcome, UserEvent
from coatcheck.user_triggers import USER_TRIGGERS

__all__ = ["MalformedEvent", "Outcome", "read_admin_event", "read_user_event"]


def read_user_event(event: Mapping[str, object], issuer: str) -> Outcome:
    """Return what a member of the answer of `/admin/realms/R/events` comes to.

    Raises:
        MalformedEvent: it lacks what every event has.
    """
    read = UserEvent.read(event, issuer)
    act = USER_TRIGGERS.get(read.type)
    return act(read) if act else NOTHING


def read_admin_event(event: Mapping[str, object], issuer: str, client_names: ClientNames) -> Outcome:
    """Return what a member of the answer of `/admin/realms/R/admin-events` comes to.

    `client_names` maps Keycloak's own id of a client to its name; it grows by what the event tells.

    Raises:
        MalformedEvent: it lacks what every event has.
    """
    read = AdminEvent.read(event, issuer, client_names)
    what = f"{read.operation} {read.resource} {read.path}"
    for trigger in ADMIN_TRIGGERS:
        if match := trigger.what.fullmatch(what):
            first, second = (*(group or "" for group in match.groups()), "", "")[:2]
            return trigger.act(read, first, second)
    return NOTHING
