"""Whether this machine has what the stack needs."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from stack import archive, cache, environment, java, keycloak, ports, postgres, processes, unprivileged
from stack.doctor.finding import Check, Finding
from stack.failure import Failure
from stack.settings import ROOT, Settings

MEMORY_MB, DISK_MB = 1500, 1500


def python(_: Settings) -> Iterator[Finding]:
    """The interpreter and its packages."""
    version = sys.version.split()[0]
    if environment.is_installed(ROOT, "runtime"):
        yield Finding("python", f"{version}, all packages as pinned")
    else:
        yield Finding("python", f"{version}, packages are not as pinned", "./manage_all.sh up")


def memory(_: Settings) -> Iterator[Finding]:
    """What can be had without swapping."""
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) // 1024
    fix = None if free >= MEMORY_MB else f"end something: Keycloak, PostgreSQL and the services take {MEMORY_MB} MB"
    yield Finding("memory", f"{free} MB available", fix)


def disk(settings: Settings) -> Iterator[Finding]:
    """Where the data and the downloads are."""
    for folder in dict.fromkeys((_existing(settings.state), cache.find_cache())):
        free = shutil.disk_usage(folder).free // 1_000_000
        fix = None if free >= DISK_MB else f"make room: {DISK_MB} MB are needed"
        yield Finding("disk", f"{free} MB free in {folder}", fix)


def java_runtime(_: Settings) -> Iterator[Finding]:
    """A Java for Keycloak."""
    try:
        found = java.find_java()
    except Failure as failed:
        yield Finding("java", failed.cause, failed.fix)
    else:
        yield Finding("java", f"{found}, version {java.version(found)}")


def database_binaries(settings: Settings) -> Iterator[Finding]:
    """A PostgreSQL that can be run by this user."""
    if not settings.own_databases:
        return
    try:
        yield Finding("postgresql", f"{postgres.find_binaries(settings.state / 'postgres')}")
    except Failure as failed:
        yield Finding("postgresql", failed.cause, failed.fix)
    if os.geteuid() == 0 and not unprivileged.namespace_allowed() and not shutil.which("setpriv"):
        yield Finding("postgresql", "root may not run it, and no way to be another user", "apt-get install util-linux")


def keycloak_archive(_: Settings) -> Iterator[Finding]:
    """Keycloak, built or at least fetched."""
    built = keycloak.place()
    fetched = built.parent / f"keycloak-{archive.VERSION}.tar.gz"
    if built.is_dir():
        yield Finding("keycloak", f"built in {built}")
    elif fetched.is_file() and archive.digest(fetched) != archive.SHA256[archive.VERSION]:
        yield Finding("keycloak", f"{fetched} is broken", "./manage_all.sh up fetches it again")
    else:
        yield Finding("keycloak", f"fetched and built by the next up, in {built.parent}")


def free_ports(settings: Settings) -> Iterator[Finding]:
    """Ports that somebody else holds while this stack is down."""
    for name, port in settings.ports.items():
        part = {"KEYCLOAK_MANAGEMENT_PORT": "keycloak"}.get(name, name.removesuffix("_PORT").lower())
        if processes.find(settings.state, part) or ports.is_free(port):
            continue
        fix = f"end that process, or {name}={ports.find_free()} ./manage_all.sh up"
        yield Finding("ports", f"port {port} ({name}) is taken by {ports.owner_of(port)}", fix)


def private_state(settings: Settings) -> Iterator[Finding]:
    """Secrets that others could read."""
    for path in (settings.state, settings.state / "secrets.json"):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("secrets", f"others can read {path}", f"chmod go= '{path}'")


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


CHECKS: tuple[Check, ...] = (
    python,
    memory,
    disk,
    java_runtime,
    database_binaries,
    keycloak_archive,
    free_ports,
    private_state,
)
