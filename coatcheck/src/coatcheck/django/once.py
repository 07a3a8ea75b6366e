"""Parts that are made once a process, when they are first needed.

Nothing is made at import, so that threads and connections belong to the process that serves, not to the one
that forked it (`gunicorn --preload`, `runserver`). A changed `COATCHECK`, as in tests, drops them all.
"""

import os
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core.signals import setting_changed

Part = TypeVar("Part")
_making = threading.RLock()
_parts: "list[OnceAProcess[Any]]" = []


class OnceAProcess(Generic[Part]):
    """A part that is made at its first use in each process, by one thread, and kept."""

    def __init__(self, make: Callable[[], Part]) -> None:
        self.make = make
        self.made: tuple[Part] | None = None
        _parts.append(self)

    def __call__(self) -> Part:
        made = self.made
        if made is None:
            with _making:
                made = self.made = self.made or (self.make(),)
        return made[0]


def reset() -> None:
    """Forget every part, and close what holds connections or threads."""
    with _making:
        made = [part.made for part in _parts if part.made is not None]
        for part in _parts:
            part.made = None
    # Outside the lock: a thread that is waited for may be asking for a part.
    for (each,) in made:
        close = getattr(each, "close", None)
        if close is not None:
            close()


def forget_after_fork() -> None:
    """Forget the parts of the parent, whose threads and connections are not ours to close."""
    global _making  # noqa: PLW0603 - a lock held by another thread while forking would never be released
    _making = threading.RLock()
    for part in _parts:
        part.made = None


def _drop_on_change(*, setting: str, **_: object) -> None:
    if setting == "COATCHECK":
        reset()


setting_changed.connect(_drop_on_change, dispatch_uid="coatcheck.wiring")
# Windows has no fork.
getattr(os, "register_at_fork", lambda **_: None)(after_in_child=forget_after_fork)
