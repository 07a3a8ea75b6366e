"""Reading what has ended from another service's record, instead of from the realm: for many services."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from coatcheck.credentials import ClientCredentials
from coatcheck.entries import Effect, Entry, Kind
from coatcheck.errors import RealmUnavailable
from coatcheck.payload import is_text
from coatcheck.transport import OK, Answer, Transport

UNAUTHORIZED = 401
MAX_BODY = 16 * 1024 * 1024

logger = logging.getLogger("coatcheck.feed")


@dataclass(frozen=True, slots=True)
class PeerBatch:
    """What a peer told: entries by the name of their cause, its last number, and how old its own knowledge is (s)."""

    entries: tuple[tuple[str, Entry], ...]
    read_until: float
    is_caught_up: bool
    age: float = 0.0


class PeerFeed:
    """Asks `url`, a service's `/revocations/`, with a token of our own that has `scope`; it answers when there is news.

    The transport must give an answer more than the 20 s that it may wait. `counts` and `lacks` are the peer's word.
    """

    def __init__(
        self,
        url: str,
        transport: Transport,
        credentials: ClientCredentials,
        scope: str,
        *,
        read_until: float | None = None,
    ) -> None:
        self._url = url
        self._transport = transport
        self._credentials = credentials
        self._scope = scope
        self._last = int(read_until or 0)
        self.counts: Counter[str] = Counter()
        self.lacks: tuple[str, ...] = ()

    def poll(self) -> PeerBatch:
        """Return what is new.

        Raises:
            RealmUnavailable: the peer cannot be asked, refuses, or makes no sense.
        """
        body = self._ask()
        last, told = body.get("last"), body.get("entries")
        if not isinstance(last, int) or isinstance(last, bool) or not isinstance(told, list):
            raise RealmUnavailable("the peer's answer lacks its last number or its entries")
        self._read_state(body)
        if last < self._last:
            logger.warning("the peer begins anew at %d: all it has is read again", last)
            return PeerBatch((), 0.0, is_caught_up=False, age=read_age(body))
        entries = tuple(named for each in told if (named := self._read(each)) is not None)
        return PeerBatch(entries, float(last), is_caught_up=not told, age=read_age(body))

    def confirm(self, batch: PeerBatch) -> None:
        """Go on from here: what was told is kept."""
        self._last = int(batch.read_until)

    def _ask(self) -> Mapping[str, object]:
        answer = self._get()
        if answer.status == UNAUTHORIZED:
            self._credentials.forget(self._credentials.token(self._scope))
            answer = self._get()
        if answer.status != OK or not isinstance(answer.body, dict):
            raise RealmUnavailable(f"the peer answered {answer.status}")
        return answer.body

    def _get(self) -> Answer:
        headers = {"Authorization": f"Bearer {self._credentials.token(self._scope)}"}
        return self._transport.get_json(f"{self._url}?after={self._last}", headers=headers, limit=MAX_BODY)

    def _read_state(self, body: Mapping[str, object]) -> None:
        lacks = body.get("lacks")
        self.lacks = tuple(each for each in lacks if isinstance(each, str)) if isinstance(lacks, list) else ()

    def _read(self, told: object) -> tuple[str, Entry] | None:
        try:
            return read_entry(told)
        except (KeyError, TypeError, ValueError):
            self.counts["malformed"] += 1
            logger.warning("a malformed entry is skipped")
            return None


def write_entry(number: int, cause: str, entry: Entry) -> dict[str, object]:
    """Return an entry as `/revocations/` tells it."""
    return {
        "sequence": number,
        "id": cause,
        "kind": entry.kind.value,
        "key": entry.key,
        "client": entry.client,
        "until": entry.until,
        "effect": entry.effect.value,
    }


def read_entry(told: object) -> tuple[str, Entry]:
    """Return an entry and the name of its cause; raises KeyError, TypeError or ValueError where it is malformed."""
    if not isinstance(told, dict):
        raise TypeError("no object")
    cause, key, client, until = told["id"], told["key"], told["client"], told["until"]
    if not is_text(cause) or not is_text(key) or not (client == "" or is_text(client)):
        raise ValueError("no text where one is needed")
    if not isinstance(until, int) or isinstance(until, bool):
        raise TypeError("until is no number")
    return cause, Entry(Kind(told["kind"]), key, until, Effect(told["effect"]), client)


def read_age(body: Mapping[str, object]) -> float:
    """Return how old the peer's own knowledge is; endless where it does not know."""
    age = body.get("age")
    return float(age) if isinstance(age, int | float) and not isinstance(age, bool) and age >= 0 else float("inf")
