"""The key set at hand: fetched, stored, and less what was withdrawn.

    0          4 min            24 h
    fetched    fetched again    no longer believed

An outage of the realm is survived for a day. A key that the realm has withdrawn is dead for good, whatever follows,
in workers too that start during an outage. An empty or unreadable set never replaces a good one.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from coatcheck.config import Realm
from coatcheck.discovery import Discovery
from coatcheck.errors import RealmUnavailable
from coatcheck.key_set import KeySet, read_key_set
from coatcheck.transport import OK, Transport

REFRESH_AFTER = 240.0
HARD_LIFE = 24 * 3600.0
RETRY, RETRY_WITHOUT_KEYS = 10.0, 2.0
MAX_KEY_SET = 256 * 1024
NEVER = float("-inf")

logger = logging.getLogger("coatcheck.keys")


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """What outlives a restart: the last good set, when it was fetched (seconds since 1970), and the dead ids."""

    key_set: Mapping[str, object]
    fetched_at: float
    withdrawn: frozenset[str] = frozenset()


class KeyStore(Protocol):
    """Keeps one set. Where it cannot be reached, `load` answers None and `save` does nothing; neither raises."""

    def load(self) -> StoredKeys | None: ...

    def save(self, stored: StoredKeys) -> None: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is believed at one moment; replaced as a whole, so that readers need no lock."""

    keys: KeySet = field(default_factory=KeySet)
    fetched_at: float = NEVER
    withdrawn: frozenset[str] = frozenset()
    version: int = 0


class KeyRing:
    """The realm's keys as last seen. `fetch` is called by one thread, the rest by any."""

    def __init__(self, realm: Realm, transport: Transport, store: KeyStore | None, clock: Callable[[], float]) -> None:
        self._transport = transport
        self._discovery = Discovery(realm, transport, clock=clock)
        self._store = store
        self._clock = clock
        self.snapshot = Snapshot()
        self.due_at = NEVER

    def living(self) -> KeySet:
        """Return the keys at hand, none once the realm has been silent for a day."""
        snapshot = self.snapshot
        return snapshot.keys if self._clock() - snapshot.fetched_at <= HARD_LIFE else KeySet()

    def fetch(self) -> None:
        """Ask the realm for its keys.

        Raises:
            RealmUnavailable: it cannot be asked, or its set is unreadable; what was known stays.
        """
        if self.snapshot.fetched_at == NEVER:
            self._adopt_stored()
        now = self._clock()
        try:
            fetched = self._fetched()
        except RealmUnavailable:
            self._discovery.forget()
            self._adopt_stored()
            self.due_at = now + (RETRY if self.living().keys else RETRY_WITHOUT_KEYS)
            raise
        self._adopt_fetched(fetched, now)
        self.due_at = now + REFRESH_AFTER

    def _fetched(self) -> KeySet:
        answer = self._transport.get_json(self._discovery.endpoints().keys, limit=MAX_KEY_SET)
        if answer.status != OK:
            raise RealmUnavailable(f"its key endpoint answered {answer.status}")
        try:
            return read_key_set(answer.body)
        except ValueError as error:
            raise RealmUnavailable(f"its key set is unusable: {error}") from error

    def _adopt_fetched(self, fetched: KeySet, now: float) -> None:
        self._learn_withdrawn()
        gone = self.snapshot.keys.ids - fetched.ids
        if gone:
            logger.warning("the realm has withdrawn %d of its keys", len(gone))
        withdrawn = self.snapshot.withdrawn | gone
        self._replace(fetched.without(withdrawn), now, withdrawn)
        if self._store is not None:
            self._store.save(StoredKeys(fetched.document, now, withdrawn))

    def _learn_withdrawn(self) -> None:
        """What another worker saw withdrawn is dead here too, even if the realm lists it again."""
        stored = self._store.load() if self._store is not None else None
        if stored is not None:
            self.snapshot = replace(self.snapshot, withdrawn=self.snapshot.withdrawn | stored.withdrawn)

    def _adopt_stored(self) -> None:
        """Take what another worker, or an earlier life of this one, has seen later than we did."""
        stored = self._store.load() if self._store is not None else None
        if stored is None:
            return
        withdrawn = self.snapshot.withdrawn | stored.withdrawn
        newer = stored.fetched_at > self.snapshot.fetched_at
        try:
            keys = read_key_set(stored.key_set) if newer else self.snapshot.keys
        except ValueError:
            logger.warning("the stored key set is unusable")
            keys, newer = self.snapshot.keys, False
        # Another host's clock may be ahead; its keys are not to be believed for longer.
        fetched_at = min(stored.fetched_at, self._clock()) if newer else self.snapshot.fetched_at
        self._replace(keys.without(withdrawn), fetched_at, withdrawn)

    def _replace(self, keys: KeySet, fetched_at: float, withdrawn: frozenset[str]) -> None:
        changed = keys.keys != self.snapshot.keys.keys
        self.snapshot = Snapshot(keys, fetched_at, withdrawn, self.snapshot.version + changed)
