"""The stand-in's event feed: events that a test records, served as Keycloak's Admin API does."""

import uuid
from typing import TYPE_CHECKING

from coatcheck.testing.server import Received, Reply

if TYPE_CHECKING:
    from coatcheck.testing.realm import StandInRealm

Event = dict[str, object]

CONFIG: Event = {
    "eventsEnabled": True,
    "adminEventsEnabled": True,
    "adminEventsDetailsEnabled": True,
    "enabledEventTypes": [],
}


def make_event(kind: str, milliseconds: int, fields: dict[str, object]) -> Event:
    """Return a user event, `LOGOUT` for one. `fields` are its other members, `userId`, `sessionId`, `details`."""
    return {"id": str(uuid.uuid4()), "time": milliseconds, "type": kind} | fields


def make_admin_event(operation: str, resource: str, path: str, milliseconds: int, representation: str | None) -> Event:
    """Return an admin event: `make_admin_event("ACTION", "USER", "users/ID/logout", …)`."""
    event: Event = {"id": str(uuid.uuid4()), "time": milliseconds, "operationType": operation}
    event |= {"resourceType": resource, "resourcePath": path}
    return event if representation is None else event | {"representation": representation}


def feed(realm: "StandInRealm", request: Received) -> Reply:
    """Answer a page of events: `dateFrom` and `dateTo` in milliseconds, inclusive, `direction`, `max`, `first`."""
    if not realm.is_own_token(request.headers.get("authorization", "")):
        return Reply({"error": "HTTP 401 Unauthorized"}, 401)
    if request.endpoint == "events-config":
        return Reply(realm.events_config)
    events = realm.events if request.endpoint == "events" else realm.admin_events
    found = [event for event in events if _is_asked_for(event, request)]
    found.sort(key=_time_of, reverse=request.query.get("direction") != ["asc"])
    first = int(request.query.get("first", ["0"])[0])
    return Reply(found[first : first + int(request.query.get("max", ["100"])[0])])


def _is_asked_for(event: Event, request: Received) -> bool:
    time = _time_of(event)
    early, late = (request.query.get(name, [default])[0] for name, default in (("dateFrom", "0"), ("dateTo", "1e18")))
    for parameter, member in (("type", "type"), ("resourceTypes", "resourceType"), ("operationTypes", "operationType")):
        if parameter in request.query and event.get(member) not in request.query[parameter]:
            return False
    return float(early) <= time <= float(late)


def _time_of(event: Event) -> int:
    time = event["time"]
    assert isinstance(time, int)
    return time
