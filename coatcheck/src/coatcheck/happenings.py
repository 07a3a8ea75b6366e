"""The realm's events as values, read from what its feed says, and what an event comes to.

Keycloak names a client by an id of its own in administrators' events. Who may read events may not ask for the
client's name, so names are learnt from the events that carry both.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from coatcheck.entries import Effect, Entry, Kind
from coatcheck.payload import is_text

LONGEST_ID, LONGEST_TEXT = 255, 2048


class ClientNames(Protocol):
    """What clients are called, by Keycloak's own id of each; a dict will do."""

    def get(self, client_id: str, /) -> str | None:
        """Return the name; `None` where no event told it."""

    def __setitem__(self, client_id: str, name: str, /) -> None:
        """Learn a name."""


class NewNames:
    """Names learnt on top of `known` ones; `learnt` is apart, until what it was learnt with is kept."""

    def __init__(self, known: ClientNames) -> None:
        self._known = known
        self.learnt: dict[str, str] = {}

    def get(self, client_id: str, /) -> str | None:
        """Return the latest name."""
        return self.learnt.get(client_id) or self._known.get(client_id)

    def __setitem__(self, client_id: str, name: str, /) -> None:
        """Learn a name."""
        self.learnt[client_id] = name


class MalformedEvent(ValueError):
    """Raised when an event lacks what its kind always has, so that it cannot be told what it ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event comes to. `unpinned`: it could not be told whom it means, so everybody must renew."""

    entries: tuple[Entry, ...] = ()
    unpinned: bool = False


NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Happening:
    """What both kinds of event have: an id, the issuer it happened at, and the second."""

    id: str
    issuer: str
    second: int

    def ends(self, kind: Kind, key: str, *, client: str = "", until: int | None = None) -> Outcome:
        """End the tokens with this key."""
        return Outcome((Entry(kind, key, self.second if until is None else until, Effect.ENDED, client),))

    def renews(self, kind: Kind, *keys: str) -> Outcome:
        """Have the tokens with one of these keys exchanged."""
        return Outcome(tuple(Entry(kind, key, self.second, Effect.RENEW) for key in keys))

    def renews_everybody(self) -> Outcome:
        """Have every token exchanged, since it cannot be told which ones are meant."""
        return Outcome((Entry(Kind.ISSUER, self.issuer, self.second, Effect.RENEW),), unpinned=True)


@dataclass(frozen=True, slots=True)
class UserEvent(Happening):
    """Something a person or a client did. What the event does not name is empty."""

    type: str
    client: str = ""
    subject: str = ""
    session: str = ""
    error: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def read(cls, event: Mapping[str, object], issuer: str) -> "UserEvent":
        """Read a member of the answer of `/admin/realms/R/events`.

        Raises:
            MalformedEvent: it has no id, type or time, or one of another type.
        """
        return cls(
            id=_text(event, "id", longest=LONGEST_ID),
            issuer=issuer,
            second=_second(event),
            type=_text(event, "type"),
            client=_text(event, "clientId", default=""),
            subject=_text(event, "userId", default=""),
            session=_text(event, "sessionId", default=""),
            error=_text(event, "error", default=""),
            details=_object(event.get("details")),
        )

    def detail(self, name: str) -> str:
        """Return a detail; empty where it is absent or no text."""
        value = self.details.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class AdminEvent(Happening):
    """Something an administrator did to `path`. `representation` is what was sent, `None` where that is not kept.

    `former_name` is what a client was called before this event, empty where it is called the same or none was known.
    """

    operation: str
    resource: str
    path: str
    representation: object = None
    client_names: ClientNames = field(default_factory=dict[str, str])
    former_name: str = ""

    @classmethod
    def read(cls, event: Mapping[str, object], issuer: str, client_names: ClientNames) -> "AdminEvent":
        """Read a member of the answer of `/admin/realms/R/admin-events`, and learn the client's name where it has one.

        Raises:
            MalformedEvent: it has no id, operation, resource or time, or one of another type.
        """
        read = cls(
            id=_text(event, "id", longest=LONGEST_ID),
            issuer=issuer,
            second=_second(event),
            operation=_text(event, "operationType"),
            resource=_text(event, "resourceType"),
            path=_text(event, "resourcePath", default=""),
            representation=_representation(event.get("representation")),
            client_names=client_names,
        )
        return replace(read, former_name=read._learn_name())

    def _learn_name(self) -> str:
        prefix, _, client_id = self.path.partition("/")
        name = self.said("clientId")
        if self.resource != "CLIENT" or prefix != "clients" or not is_text(client_id) or not is_text(name):
            return ""
        former = self.client_names.get(client_id)
        self.client_names[client_id] = name
        return former if former and former != name else ""

    def said(self, member: str) -> object:
        """Return a member of the object that was sent; `None` where there is none."""
        return _object(self.representation).get(member)

    def roles(self) -> Iterator[Mapping[str, object]]:
        """Return the roles that were sent, as a list or alone."""
        sent = self.representation if isinstance(self.representation, list) else [self.representation]
        return (role for role in sent if isinstance(role, dict))


def _text(event: Mapping[str, object], member: str, *, default: str | None = None, longest: int = LONGEST_TEXT) -> str:
    value = event.get(member)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or len(value) > longest:
        raise MalformedEvent(f"{member} is no text of a sensible length")
    return value


def _second(event: Mapping[str, object]) -> int:
    """RFC 7519's `iat` has seconds, an event milliseconds: a token of that very second counts as older."""
    time = event.get("time")
    if not isinstance(time, int) or isinstance(time, bool) or not 0 < time < 1 << 48:
        raise MalformedEvent("time is no number of milliseconds")
    return time // 1000


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _representation(value: object) -> object:
    """What was sent; a text that is cut short, or too deep to be read, is as good as none."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
