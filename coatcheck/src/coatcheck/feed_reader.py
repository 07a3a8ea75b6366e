"""The realm's event feed over HTTP: its configuration, and its pages.

Read by a client with the single role `view-events`. `dateFrom` and `dateTo` are milliseconds since 1970, inclusive.
Keycloak sends no `Date`, so what time it is there is told by the `iat` of the reader's own token.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from coatcheck.config import ConfigurationError, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.payload import read_time
from coatcheck.signature import read_object
from coatcheck.transport import OK, Answer, Transport

# Two events: each may hold a body as large as Keycloak takes, 10 MiB, with six characters for one where it is escaped.
MAX_PAGE_BODY = 128 * 1024 * 1024
UNAUTHORIZED = 401
# Where a token does not tell: assume a realm that is this many seconds behind us, and read more.
UNKNOWN_CLOCK = -60.0

Event = Mapping[str, object]


class Kind(StrEnum):
    """The two feeds, by the end of their address."""

    USER = "events"
    ADMIN = "admin-events"


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """Which events the realm keeps; what it does not keep, the feed never shows."""

    user_events: bool
    admin_events: bool
    admin_details: bool
    types: frozenset[str]


class FeedReader:
    """Reads the feed, and what time it is at the realm."""

    def __init__(
        self,
        realm: Realm,
        transport: Transport,
        credentials: ClientCredentials,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._base = admin_url(realm)
        self._transport = transport
        self._credentials = credentials
        self._clock = clock
        self._token = ""
        self._ahead = UNKNOWN_CLOCK

    def now(self) -> float:
        """Return the realm's time in seconds since 1970, never a later one."""
        return self._clock() + self._ahead

    def config(self) -> FeedConfig:
        """Return what the realm keeps.

        Raises:
            RealmUnavailable: it cannot be asked, or refuses.
        """
        body = self._ask("events/config")
        if not isinstance(body, dict):
            raise RealmUnavailable("the feed's configuration is no object")
        types = body.get("enabledEventTypes")
        return FeedConfig(
            user_events=body.get("eventsEnabled") is True,
            admin_events=body.get("adminEventsEnabled") is True,
            admin_details=body.get("adminEventsDetailsEnabled") is True,
            types=frozenset(each for each in types if isinstance(each, str))
            if isinstance(types, list)
            else frozenset(),
        )

    def page(self, kind: Kind, since: int, until: int | None, *, size: int, types: Collection[str]) -> list[Event]:
        """Return up to `size` events, the earliest first; `types` are the wanted ones, all where there is none.

        Raises:
            RealmUnavailable: as `config`.
            AnswerTooLarge: so many of these events are more than is read at once.
        """
        query: list[tuple[str, str]] = [("dateFrom", str(since)), ("direction", "asc"), ("max", str(size))]
        query += [("dateTo", str(until))] if until is not None else []
        query += [("type", each) for each in sorted(types)]
        body = self._ask(f"{kind}?{urlencode(query)}")
        if not isinstance(body, list):
            raise RealmUnavailable(f"a page of {kind} is no list")
        return [event if isinstance(event, dict) else {} for event in body]

    def _ask(self, path: str) -> object:
        """Log out all ends our own token too: a 401 means a new one at once."""
        answer = self._get(path)
        if answer.status == UNAUTHORIZED:
            answer = self._get(path, anew=True)
        if answer.status != OK:
            raise RealmUnavailable(f"the feed answered {answer.status}")
        return answer.body

    def _get(self, path: str, *, anew: bool = False) -> Answer:
        if anew:
            self._credentials.forget(self._token)
        token = self._credentials.token()
        if token != self._token:
            self._token, self._ahead = token, clock_of(token, self._clock())
        return self._transport.get_json(
            f"{self._base}/{path}", headers={"Authorization": f"Bearer {token}"}, limit=MAX_PAGE_BODY
        )


def clock_of(token: str, now: float) -> float:
    """Return by how many seconds the clock of who issued this token just now is ahead of ours."""
    try:
        return read_time(read_object(token.encode().split(b".")[1]), "iat") - now
    except (IndexError, InvalidToken):
        return UNKNOWN_CLOCK


def admin_url(realm: Realm) -> str:
    """Return where Keycloak's Admin API has this realm."""
    root, found, name = realm.base_url.rpartition("/realms/")
    if not found or "/" in name:
        raise ConfigurationError(f"no Keycloak realm, so it has no event feed: {realm.base_url}")
    return f"{root}/admin/realms/{name}"
