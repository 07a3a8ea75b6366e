"""The keys that check signatures: found without waiting, kept fresh in the background."""

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from coatcheck.config import Realm
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.key_ring import NEVER, KeyRing, KeyStore, StoredKeys
from coatcheck.key_set import read_key_set
from coatcheck.refreshing import Bucket, Refresher
from coatcheck.signature import Key
from coatcheck.transport import Transport

__all__ = ["KeySource", "KeyStore", "RemoteKeys", "StaticKeys", "StoredKeys"]

PATIENCE = 0.25
FORCED_FETCHES, FORCED_REFILL = 3, 10.0
URGENT_FETCHES, URGENT_REFILL = 5, 1.0


class KeySource(Protocol):
    """Where the verifier gets keys. `version` changes whenever a key comes or goes."""

    @property
    def version(self) -> int: ...

    def find(self, key_id: str | None, algorithm: str) -> Key:
        """Return the key, or raise InvalidToken if the realm has none such, RealmUnavailable if it cannot be asked."""
        ...


class StaticKeys:
    """Keys that never change, given as a JWK set."""

    version = 0

    def __init__(self, document: Mapping[str, object]) -> None:
        self._keys = read_key_set(document)

    def find(self, key_id: str | None, algorithm: str) -> Key:
        key = self._keys.find(key_id, algorithm)
        if key is None:
            raise InvalidToken(Reason.UNKNOWN_KEY, about="kid")
        return key


class RemoteKeys:
    """The keys that a realm publishes.

    A known key is found without waiting and without a lock. For an unknown one the realm is asked, as often as a
    bucket allows (three times, and once more each 10 s), and one request at a time waits for it, `patience` seconds
    at most. The others are answered by the fetch that finished last.
    """

    def __init__(
        self,
        realm: Realm,
        transport: Transport,
        *,
        store: KeyStore | None = None,
        clock: Callable[[], float] = time.time,
        patience: float = PATIENCE,
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._ring = KeyRing(realm, transport, store, clock)
        self._forced = Bucket(FORCED_FETCHES, FORCED_REFILL, clock)
        self._urgent = Bucket(URGENT_FETCHES, URGENT_REFILL, clock)
        self.refresher = Refresher(self._ring.fetch, self._pause)

    @property
    def version(self) -> int:
        return self._ring.snapshot.version

    @property
    def fetched_at(self) -> float | None:
        """When the set at hand was fetched, in seconds since 1970; None where there is none."""
        fetched_at = self._ring.snapshot.fetched_at
        return None if fetched_at == NEVER else fetched_at

    @property
    def ready(self) -> bool:
        """Whether keys are at hand; looking also sets a first fetch going."""
        self._keep_fresh()
        return bool(self._ring.living().keys)

    def find(self, key_id: str | None, algorithm: str) -> Key:
        """Return the realm's key of this id.

        Raises:
            InvalidToken: the realm has no such key, has withdrawn it, or has it for other algorithms.
            RealmUnavailable: no keys are at hand, or it could not be asked about this one.
        """
        self._keep_fresh()
        return self._known(key_id, algorithm) or self._ask_for(key_id, algorithm)

    def refresh(self) -> None:
        """Fetch as soon as may be: the realm has said that its keys changed. Does not wait."""
        if self.refresher.ask(self._urgent.take) is None:
            self._ring.due_at = min(self._ring.due_at, self._clock() + URGENT_REFILL)

    def close(self) -> None:
        """End the background thread; it starts again when needed."""
        self.refresher.close()

    def _known(self, key_id: str | None, algorithm: str) -> Key | None:
        return self._ring.living().find(key_id, algorithm)

    def _is_due(self) -> bool:
        return self._clock() >= self._ring.due_at

    def _keep_fresh(self) -> None:
        if self._is_due() and not self.refresher.busy:
            self.refresher.ask(self._is_due, join=True)

    def _ask_for(self, key_id: str | None, algorithm: str) -> Key:
        if key_id in self._ring.snapshot.withdrawn:
            raise InvalidToken(Reason.WITHDRAWN_KEY, about="kid")
        in_vain = self._wait_for_fetch(key_id, algorithm) is False
        if key := self._known(key_id, algorithm):
            return key
        if in_vain or self.refresher.failing or not self._ring.living().keys:
            raise RealmUnavailable("the realm could not be asked for a key")
        raise InvalidToken(Reason.UNKNOWN_KEY, about="kid")

    def _wait_for_fetch(self, key_id: str | None, algorithm: str) -> bool | None:
        """Whether a fetch finished in time; None for who may not wait, or need not, for one just brought the key."""

        def pay() -> bool:
            return self._known(key_id, algorithm) is None and self._forced.take()

        number = self.refresher.ask(pay, join=self.fetched_at is None)
        return self.refresher.wait(number, self._patience) if number is not None else None

    def _pause(self) -> float:
        return max(0.1, self._ring.due_at - self._clock())
