"""Whether the running stack does what it should."""

from collections.abc import Iterator

from stack import endtoend, health
from stack.doctor.finding import Check, Finding
from stack.failure import Failure, last_lines
from stack.secret_store import read_secrets
from stack.settings import Settings


def parts_are_healthy(settings: Settings) -> Iterator[Finding]:
    """Each part, with the last thing it said when it is not well."""
    for part in health.look(settings):
        if part.state == "healthy":
            yield Finding(part.name, "healthy")
            continue
        said = "".join(last_lines(settings.log(part.name), 1))[:200]
        yield Finding(part.name, f"{part.state}; last words: {said}", f"./manage_all.sh restart {part.name}")


def a_call_goes_through(settings: Settings) -> Iterator[Finding]:
    """A token of the realm, accepted by both services."""
    try:
        endtoend.check(settings, read_secrets(settings.state))
    except Failure as failed:
        yield Finding("a call from end to end", failed.cause, failed.fix)
    else:
        yield Finding("a call from end to end", "goes through")


CHECKS: tuple[Check, ...] = (parts_are_healthy, a_call_goes_through)
