"""Whether the live realm is as `realm-export.json` says."""

from collections.abc import Iterator

from stack.doctor.finding import Check, Finding
from stack.failure import Failure
from stack.provisioning import provision
from stack.secret_store import read_secrets
from stack.settings import Settings

SHOWN = 5


def realm_is_as_its_file(settings: Settings) -> Iterator[Finding]:
    """What an administrator changed in the console, which `up` leaves alone."""
    try:
        differences = provision(settings, read_secrets(settings.state), "diff")["differences"]
    except Failure as failed:
        yield Finding("realm", failed.cause, failed.fix)
        return
    if not differences:
        yield Finding("realm", "as realm-export.json says")
        return
    paths = ", ".join(each["path"] for each in differences[:SHOWN])
    says = f"{len(differences)} differences from realm-export.json: {paths}"
    yield Finding("realm", says, "./manage_all.sh realm diff shows them, realm apply undoes them")


CHECKS: tuple[Check, ...] = (realm_is_as_its_file,)
