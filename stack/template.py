"""A copy of a fresh stack's databases, so that the next fresh one need not wait for Keycloak to make its own.

Keycloak takes 20 s to make its tables and import the realm, and 8 s to start on ones that are there. The services'
databases are made anew on a copy, since their tables and first data change with every line of their code.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from stack import archive, keycloak, postgres, realm, stamps, unprivileged
from stack.settings import HOST, ROOT, Settings


def restore(settings: Settings, folder: Path) -> bool:
    """Put the copy in place of a data folder that is not there yet; return whether there was one that fits."""
    if not stamps.is_current(folder, "template", _digest(settings)):
        return False
    shutil.copy(folder / "secrets.json", settings.state / "secrets.json")
    with tempfile.TemporaryDirectory(prefix="initdb-", dir=settings.state) as temporary:
        shutil.copytree(folder / "data", Path(temporary) / "data")
        unprivileged.take_over(Path(temporary))
        (Path(temporary) / "data").rename(settings.state / "postgres")
    return True


def save(settings: Settings, secrets: dict[str, str], folder: Path) -> None:
    """Copy the running databases, unless a copy that fits is there."""
    digest = _digest(settings)
    if stamps.is_current(folder, "template", digest):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    port = str(settings.ports["POSTGRES_PORT"])
    tool = postgres.find_binaries(settings.state / "postgres") / "pg_basebackup"
    address = ["--host", HOST, "--port", port, "--username", postgres.SUPERUSER]
    argv = [str(tool), *address, "--pgdata", str(folder / "data"), "--checkpoint", "fast", "--no-sync"]
    environment = os.environ | {"PGPASSWORD": secrets["POSTGRES_PASSWORD"]}
    if subprocess.run(argv, env=environment, capture_output=True, check=False).returncode == 0:
        shutil.copy(settings.state / "secrets.json", folder / "secrets.json")
        stamps.stamp(folder, "template", digest)


def _digest(settings: Settings) -> str:
    choices = [os.environ.get(name) for name in ("KEYCLOAK_VERSION", "KEYCLOAK_HOME")]
    files = [realm.FILE, keycloak.CONFIGURATION, ROOT / "requirements" / "runtime.txt", Path(__file__)]
    return stamps.digest_of(files, archive.VERSION, settings.demo, *choices)
