"""Whether a call is worth making now, to the realm above all: not soon after one failed, and never by many at once.

A realm that hangs costs every caller the whole deadline. Where a request may go on without the answer, or may as well
be told 503, nobody should wait for what somebody else has just waited for in vain.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from coatcheck.errors import RealmUnavailable


class Attempts:
    """Calls of one kind, made by the threads of one process.

    At most `at_once` are under way, and a further one waits up to `wait` seconds for its turn. After a failure none
    is made for `pause` seconds; then one alone tries, until one succeeds. `unavailable` is how a call fails, and what
    is raised where none is made.
    """

    def __init__(
        self,
        *,
        at_once: int,
        wait: float = 0.0,
        pause: float = 10.0,
        unavailable: type[Exception] = RealmUnavailable,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._turns = BoundedSemaphore(at_once)
        self._lone_turn = BoundedSemaphore(1)
        self._wait = wait
        self._pause = pause
        self._unavailable = unavailable
        self._clock = clock
        self._failed_at: float | None = None

    @contextmanager
    def attempt(self, *, wait: float | None = None) -> Iterator[None]:
        """Make one call within, waiting up to `wait` seconds for its turn if that differs from what others do.

        Raises:
            RealmUnavailable, or what stands in for it: one failed a moment ago, or too many are under way; or the
                call itself raised it.
        """
        with self._turn(self._wait if wait is None else wait):
            try:
                yield
            except self._unavailable:
                self._failed_at = self._clock()
                raise
            self._failed_at = None

    @contextmanager
    def _turn(self, wait: float) -> Iterator[None]:
        self._refuse_while_pausing()
        turns = self._turns if self._failed_at is None else self._lone_turn
        if not turns.acquire(timeout=wait):
            raise self._unavailable("too many wait for it already")
        try:
            self._refuse_while_pausing()
            yield
        finally:
            turns.release()

    def _refuse_while_pausing(self) -> None:
        failed_at = self._failed_at
        if failed_at is not None and self._clock() - failed_at < self._pause:
            raise self._unavailable("it failed a moment ago")
