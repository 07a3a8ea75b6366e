"""The programs that tests call and this project does not bring: `up` does without them."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Need:
    """`names`: any of these programs does; `package`: Debian's; `groups`: the tests that call it."""

    names: tuple[str, ...]
    package: str
    groups: tuple[str, ...]


NEEDS = (
    Need(("git",), "git", ("agreement", "system")),
    Need(("curl",), "curl", ("agreement", "system")),
    Need(("ps",), "procps", ("attacks",)),
    Need(("setpriv",), "util-linux", ("system",)),
    Need(BROWSERS, "chromium", ("browser",)),
)


def find_missing(groups: Iterable[str], path: str | None = None) -> Iterator[str]:
    """Yield a line for each program that these groups call and `path` (default: PATH) has not, with its fix."""
    asked = set(groups)
    for need in NEEDS:
        callers = [each for each in need.groups if each in asked]
        if callers and not any(shutil.which(name, path=path) for name in need.names):
            called = f"{need.names[0]} is missing, and tests of {', '.join(callers)} fail without it"
            yield f"{called}. Fix: apt-get install {need.package}, or what brings it on this system"
