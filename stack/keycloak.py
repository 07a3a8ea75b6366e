"""Keycloak: brought, built once for all checkouts, given a home of this stack's own, started."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from stack import archive, cache, java, realm
from stack.failure import Failure
from stack.programs import Program
from stack.settings import HOST, ROOT, Settings

CONFIGURATION = ROOT / "keycloak" / "keycloak.conf"
ADMIN = "admin"
STEP = "Finding Keycloak"


def build() -> Path:
    """Return the home of a Keycloak built with our options: KEYCLOAK_HOME's, the cache's, or a fetched one."""
    built = place()
    if built.is_dir():
        return built
    source = os.environ.get("KEYCLOAK_HOME")
    with cache.locked(built.parent, "keycloak"):
        cache.sweep(built.parent)
        if not built.is_dir():
            _build_into(built, version(), Path(source) if source else None)
    return built


def refuse_wrong_home() -> None:
    """Raise Failure where KEYCLOAK_HOME has to be built from and is no Keycloak, or another version than is wanted."""
    source = os.environ.get("KEYCLOAK_HOME")
    if not source or place().is_dir():
        return
    if not (Path(source) / "lib" / "quarkus-run.jar").is_file():
        raise Failure(STEP, f"KEYCLOAK_HOME={source} holds no Keycloak", "name an unpacked distribution")
    said = Path(source) / "version.txt"
    found = said.read_text().split()[-1] if said.is_file() else "of no version that it tells"
    if found != version():
        fix = f"name a distribution of {version()}, or set KEYCLOAK_VERSION={found} to try this one"
        raise Failure(STEP, f"KEYCLOAK_HOME={source} is Keycloak {found}, and {version()} is wanted", fix)


def place() -> Path:
    """Return where the built Keycloak is or will be: a folder for each version, source and set of options."""
    options = CONFIGURATION.read_text() + os.environ.get("KEYCLOAK_HOME", "")
    return cache.find_cache() / f"keycloak-{version()}-{hashlib.sha256(options.encode()).hexdigest()[:12]}"


def version() -> str:
    """Return the version that is wanted."""
    return os.environ.get("KEYCLOAK_VERSION") or archive.VERSION


def _build_into(built: Path, wanted: str, source: Path | None) -> None:
    """The folder gets its name only when it is whole."""
    cache.need_space(built.parent, 500, "Building Keycloak")
    with tempfile.TemporaryDirectory(prefix="build-", dir=built.parent) as temporary:
        folder = Path(temporary)
        home = _copy(source, folder) if source else archive.unpack(archive.fetch(built.parent, wanted), folder)
        shutil.copy(CONFIGURATION, home / "conf" / "keycloak.conf")
        _augment(home, built.parent / "keycloak-build.log")
        home.rename(built)


def _copy(source: Path, folder: Path) -> Path:
    return Path(shutil.copytree(source, folder / "keycloak", ignore=shutil.ignore_patterns("data")))


def _augment(home: Path, log: Path) -> None:
    command = java.command(java.find_java(), home, java.BUILD_OPTIONS, "build")
    with log.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Failure(
            "Building Keycloak", f"it ended with {done.returncode}", "see the log; ./manage_all.sh doctor", log
        )


def make_home(settings: Settings, built: Path) -> Path:
    """Return this stack's own home: it shares the build, and has data, configuration and realm file to itself."""
    home = settings.state / "keycloak"
    shutil.rmtree(home / "data" / "import", ignore_errors=True)
    for name in ("conf", "data/import"):
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(CONFIGURATION, home / "conf" / "keycloak.conf")
    links = {"lib": built / "lib", "providers": built / "providers", "themes": _themes(built)}
    for name, target in links.items():
        (home / name).unlink(missing_ok=True)
        (home / name).symlink_to(target)
    (home / "data" / "import" / "realm.json").write_text(json.dumps(realm.for_import(settings)))
    return home


def _themes(built: Path) -> Path:
    ours = ROOT / "keycloak" / "themes"
    return ours if ours.is_dir() else built / "themes"


def program(settings: Settings, secrets: dict[str, str], home: Path) -> Program:
    """Return how Keycloak is started; addresses and secrets go by environment."""
    port = settings.ports["POSTGRES_PORT"]
    environment = {
        "KC_HTTP_HOST": HOST,
        "KC_HTTP_PORT": str(settings.ports["KEYCLOAK_PORT"]),
        "KC_HTTP_MANAGEMENT_PORT": str(settings.ports["KEYCLOAK_MANAGEMENT_PORT"]),
        "KC_HTTP_MANAGEMENT_HOST": HOST,
        "KC_HOSTNAME": settings.keycloak_url,
        "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
        "KC_BOOTSTRAP_ADMIN_PASSWORD": secrets["KEYCLOAK_ADMIN_PASSWORD"],
        "KC_DB_URL": f"jdbc:postgresql://{HOST}:{port}/keycloak",
        "KC_DB_USERNAME": "keycloak",
        "KC_DB_PASSWORD": secrets["KEYCLOAK_DATABASE_PASSWORD"],
    }
    if url := settings.given.get("KEYCLOAK_DATABASE_URL"):
        environment |= _database_of(url)
    if settings.tls:
        environment |= _over_https(settings)
    command = java.command(java.find_java(), home, java.SERVER_OPTIONS, "start", "--optimized", "--import-realm")
    return Program("keycloak", command, environment | realm.placeholders(settings, secrets), cwd=home)


def _over_https(settings: Settings) -> dict[str, str]:
    """Keycloak's own port speaks HTTPS alone, its management port stays plain; our authority vouches for the services."""
    folder = settings.tls_folder
    return {
        "KC_HTTP_ENABLED": "false",
        "KC_HTTPS_PORT": str(settings.ports["KEYCLOAK_PORT"]),
        "KC_HTTPS_CERTIFICATE_FILE": str(folder / "server.pem"),
        "KC_HTTPS_CERTIFICATE_KEY_FILE": str(folder / "server-key.pem"),
        "KC_HTTP_MANAGEMENT_SCHEME": "http",
        "KC_TRUSTSTORE_PATHS": str(folder / "ca.pem"),
    }


def _database_of(url: str) -> dict[str, str]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - needed for somebody else's server only

    parts = conninfo_to_dict(url)
    address = f"jdbc:postgresql://{parts.get('host', HOST)}:{parts.get('port', 5432)}/{parts['dbname']}"
    found = {"KC_DB_URL": address, "KC_DB_USERNAME": parts.get("user"), "KC_DB_PASSWORD": parts.get("password")}
    return {name: str(value) for name, value in found.items() if value}
