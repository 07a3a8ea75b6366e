"""Whether the live realm is as `realm-export.json` says, and does what the services need of it."""

from collections.abc import Iterator

from stack.doctor.finding import Check, Finding
from stack.failure import Failure
from stack.provisioning import diagnose
from stack.secret_store import read_secrets
from stack.settings import Settings


def realm_is_as_its_file(settings: Settings) -> Iterator[Finding]:
    """What an administrator changed, which `up` leaves alone, and what asking for a token brings to light."""
    try:
        found = diagnose(settings, read_secrets(settings.state))
    except Failure as failed:
        yield Finding("realm", failed.cause, failed.fix)
        return
    for each in found:
        says = f"{each['problem']}: {each['follows']}" if each["follows"] else each["problem"]
        console = f"in the console {each['console']}, or " if each["console"] else ""
        yield Finding("realm", says, console + each["command"])
    if not found:
        yield Finding("realm", "as realm-export.json says; a token of it has the right issuer, audience and time")


CHECKS: tuple[Check, ...] = (realm_is_as_its_file,)
