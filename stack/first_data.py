"""The tables and first data of the services, made where they are not there yet."""

from collections.abc import Iterator
from pathlib import Path

from stack import services, stamps
from stack.realm import demo_users, find_user_ids
from stack.settings import ROOT, Settings


def migrate(settings: Settings, secrets: dict[str, str], service: str) -> None:
    """Bring a service's tables to its migrations."""
    migrations = [each for each in _code(service) if "migrations" in each.parts]
    digest = stamps.digest_of([*migrations, ROOT / "requirements" / "runtime.txt"])
    if _is_done(settings, service, "tables", digest):
        return
    services.manage(settings, secrets, service, "migrate", "--noinput")
    stamps.stamp(settings.state, f"{service}-tables", digest)


def seed(settings: Settings, secrets: dict[str, str], service: str) -> None:
    """Bring a service's first data, and where there are demo users, theirs."""
    digest = stamps.digest_of(_code(service), settings.demo, settings.issuer)
    if _is_done(settings, service, "data", digest):
        return
    arguments = ["seed"]
    if settings.demo:
        ids = find_user_ids(settings, secrets, list(demo_users()))
        arguments += ["--demo", "--users", *(f"{name}={sub}" for name, sub in sorted(ids.items()))]
    services.manage(settings, secrets, service, *arguments)
    stamps.stamp(settings.state, f"{service}-data", digest)


def _is_done(settings: Settings, service: str, what: str, digest: str) -> bool:
    """In somebody else's database nothing is taken for granted."""
    return service in settings.own_databases and stamps.is_current(settings.state, f"{service}-{what}", digest)


def _code(service: str) -> Iterator[Path]:
    for folder in (ROOT / service / service, ROOT / "coatcheck" / "src"):
        yield from (each for each in folder.rglob("*") if each.suffix in (".py", ".sql", ".csv"))
