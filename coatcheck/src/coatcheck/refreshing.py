"""A background thread that fetches, so that no request has to; and the bucket that rations it."""

import logging
import os
import threading
import weakref
from collections.abc import Callable

from coatcheck.errors import RealmUnavailable

logger = logging.getLogger("coatcheck.keys")


class Bucket:
    """Rations something: `size` at once, and one more each `refill` seconds."""

    def __init__(self, size: int, refill: float, clock: Callable[[], float]) -> None:
        self._size = size
        self._refill = refill
        self._clock = clock
        self._level = float(size)
        self._at = clock()

    def take(self) -> bool:
        """Take one if there is one. Callers hold the refresher's lock."""
        now = self._clock()
        self._level = min(self._size, self._level + max(0.0, now - self._at) / self._refill)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


class Refresher:
    """Runs `fetch` in a thread of its own, when it is asked to and each time `pause` seconds have gone.

    The thread starts at the first question, so after any fork, and is started again in a forked child.
    `fetches` and `failures` count; `failing` tells how the last finished fetch went.
    """

    def __init__(self, fetch: Callable[[], None], pause: Callable[[], float]) -> None:
        self._fetch = fetch
        self._pause = pause
        self.fetches = 0
        self.failures = 0
        self.failing = False
        self.begin_anew()
        LIVING.add(self)

    def begin_anew(self) -> None:
        """Forget a thread that did not survive the fork, and locks it may have held."""
        self._condition = threading.Condition()
        self._waiting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = self._started = self._finished = 0
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a fetch is asked for or under way."""
        return self._asked > self._finished

    def ask(self, pay: Callable[[], bool] = lambda: True, *, join: bool = False) -> int | None:
        """Ask for a fetch that begins after now, and return its number, None where `pay` refuses.

        Who finds one already asked for joins it and does not pay; with `join`, so does who finds one under way.
        """
        with self._condition:
            if self._asked == (self._finished if join else self._started):
                if not pay():
                    return None
                self._asked += 1
                self._start_thread()
                self._condition.notify_all()
            return self._asked

    def wait(self, number: int, patience: float) -> bool | None:
        """Wait for a fetch: whether it finished within `patience` seconds; None at once while another waits."""
        if not self._waiting.acquire(blocking=False):
            return None
        try:
            with self._condition:
                return self._condition.wait_for(lambda: self._finished >= number, patience)
        finally:
            self._waiting.release()

    def close(self) -> None:
        """End the thread after the fetch that it may be at."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _start_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._closed = False
            self._thread = threading.Thread(target=self._run, name="coatcheck-keys", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while self._next():
            failing = not self._fetched()
            with self._condition:
                self.failing = failing
                self._finished = self._started
                self._condition.notify_all()

    def _next(self) -> bool:
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._asked > self._started, self._pause())
            if not self._closed:
                self._started = self._asked = max(self._asked, self._started + 1)
            return not self._closed

    def _fetched(self) -> bool:
        self.fetches += 1
        try:
            self._fetch()
        except RealmUnavailable as error:
            logger.warning("the realm's keys could not be fetched: %s", error.cause)
        except Exception:  # the thread must go on: without it keys grow old for good
            logger.exception("the realm's keys could not be fetched")
        else:
            return True
        self.failures += 1
        return False


LIVING: "weakref.WeakSet[Refresher]" = weakref.WeakSet()


def begin_anew_after_fork() -> None:
    for refresher in LIVING:
        refresher.begin_anew()


# Windows has no fork.
getattr(os, "register_at_fork", lambda **_: None)(after_in_child=begin_anew_after_fork)
