"""Brings the stack up: what each part needs first, side by side where nothing stands against it.

PostgreSQL ─┬─ databases ─┬─ migrations ──────────────────┐
Keycloak's build ─────────┴─ Keycloak ─┬─ realm ─ data ───┼─ one call from end to end
                                       └─ services ───────┘
"""

import time
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from stack import (
    cache,
    certificates,
    endtoend,
    first_data,
    health,
    keycloak,
    ports,
    postgres,
    processes,
    provisioning,
    realm,
    services,
    supervisor,
)
from stack.console import say, step
from stack.failure import Failure
from stack.programs import Program
from stack.secret_store import read_secrets
from stack.settings import SERVICES, Settings

Work = list[Future[None]]
DATA_MB = 200  # of databases and logs, to begin with


def bring_up(settings: Settings, *, anew: Collection[str] = ()) -> None:
    """Start all parts and return once each is healthy and a real call went through.

    `anew` names databases that are to be empty, whatever stands in them.
    """
    secrets = read_secrets(settings.state)
    realm.refuse_unknown_placeholders(realm.placeholders(settings, secrets))
    realm.refuse_public_demo(settings)
    if settings.own_keycloak:
        keycloak.refuse_wrong_home()
    postgres.refuse_unreachable(settings)
    ports.refuse_taken(_wanted_ports(settings))
    _prepare(settings)
    with ThreadPoolExecutor(4) as pool:
        built = pool.submit(_build, settings)
        _start_database(settings, secrets, anew)
        migrations = [pool.submit(_migrate, settings, secrets, each) for each in SERVICES]
        _start_keycloak(settings, built, migrations)
        data = [pool.submit(_bring_data, settings, secrets)]
        _start_services(settings, data)
        _wait_all(data)
    with step("one call from end to end: token, catalog, billing"):
        endtoend.check(settings, secrets)
    settings.record(ready=True)


def bring_up_database(settings: Settings) -> None:
    """Start PostgreSQL alone."""
    _prepare(settings)
    _start_database(settings, read_secrets(settings.state))


def _prepare(settings: Settings) -> None:
    cache.need_space(settings.state, DATA_MB, "Looking at the disk", "COATCHECK_STATE")
    settings.record(ready=False)
    (settings.state / "logs").mkdir(mode=0o700, exist_ok=True)
    if settings.tls:
        certificates.ensure(settings)


def _wanted_ports(settings: Settings) -> dict[str, int]:
    unwanted = set() if settings.own_databases else {"POSTGRES_PORT"}
    if not settings.own_keycloak:
        unwanted |= {"KEYCLOAK_PORT", "KEYCLOAK_MANAGEMENT_PORT"}
    return {name: port for name, port in settings.ports.items() if name not in unwanted}


def _build(settings: Settings) -> Path | None:
    if not settings.own_keycloak:
        return None
    with step("Keycloak is at hand"):
        return keycloak.build()


def _start_database(settings: Settings, secrets: dict[str, str], anew: Collection[str] = ()) -> None:
    with step("PostgreSQL" if settings.own_databases else "supervisord"):
        if settings.own_databases:
            postgres.initialise(settings, secrets["POSTGRES_PASSWORD"])
            postgres.clear_stale_lock(settings)
        found = programs(settings, secrets)
        supervisor.configure(settings.state, found)
        for program in found:
            program.write(settings.state)
        supervisor.start(settings.state)
        if settings.own_databases:
            supervisor.start_program(settings.state, "postgres")
            postgres.wait(settings, secrets["POSTGRES_PASSWORD"])
            postgres.make_databases(settings, secrets, anew)


def programs(settings: Settings, secrets: dict[str, str]) -> list[Program]:
    """Return the programs that this stack runs itself."""
    found = [each for service in SERVICES for each in services.programs(settings, secrets, service)]
    if settings.own_keycloak:
        found.insert(0, keycloak.program(settings, secrets, settings.state / "keycloak"))
    if settings.own_databases:
        found.insert(0, postgres.program(settings))
    return found


def _migrate(settings: Settings, secrets: dict[str, str], service: str) -> None:
    with step(f"{service}'s tables"):
        first_data.migrate(settings, secrets, service)


def _start_keycloak(settings: Settings, built: Future[Path | None], beside: Work) -> None:
    home = built.result()
    if home is not None:
        with step("Keycloak"):
            keycloak.make_home(settings, home)
            supervisor.start_program(settings.state, "keycloak")
            wait_healthy(settings, ["keycloak"], 300, beside)
    _wait_all(beside)


def _bring_data(settings: Settings, secrets: dict[str, str]) -> None:
    with step("realm, first data"):
        report = provisioning.provision(settings, secrets, "ensure")
        for service in SERVICES:
            first_data.seed(settings, secrets, service)
    if report["differences"]:
        count = len(report["differences"])
        say(
            f"    the realm differs from realm-export.json in {count} places, left as they are: ./manage_all.sh realm diff"
        )


def _start_services(settings: Settings, beside: Work) -> None:
    names = [each for each in health.parts() if each.startswith(SERVICES)]
    with step(", ".join(SERVICES)):
        for name in names:
            supervisor.start_program(settings.state, name)
        wait_healthy(settings, names, 120, beside)


def _wait_all(work: Work) -> None:
    for each in work:
        each.result()


def wait_healthy(settings: Settings, parts: list[str], limit: float, beside: Work | None = None) -> None:
    """Return once the parts are healthy; fail as soon as one ends, or what is done beside it fails. Seconds."""
    deadline = time.monotonic() + limit
    first = {part: supervisor.pid_of(settings.state, part) for part in parts}
    waiting = list(parts)
    while waiting:
        _wait_all([each for each in beside or [] if each.done()])
        waiting = [each for each in waiting if health.look_at(settings, each).state != "healthy"]
        for part in waiting:
            late = time.monotonic() > deadline
            if late or supervisor.pid_of(settings.state, part) != first[part]:
                cause = "it is not ready in time" if late else "it ended before it was ready"
                raise Failure(f"Starting {part}", cause, f"see ./manage_all.sh logs {part}", settings.log(part))
        time.sleep(0.1 if waiting else 0)


def bring_down(settings: Settings) -> None:
    """Stop all parts; PostgreSQL last, since the others write into it."""
    followers = [f"{each}-follower" for each in SERVICES]
    supervisor.stop(settings.state, [*followers, *SERVICES, "keycloak", "postgres"])


def something_runs(settings: Settings) -> bool:
    """Whether any part lives."""
    running = (processes.find(settings.state, part) for part in health.parts())
    return any(running) or supervisor.is_up(settings.state)
