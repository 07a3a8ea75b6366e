"""Brings the stack up: what each part needs first, side by side where nothing stands against it.

PostgreSQL ─┬─ databases ─┬─ migrations ─────────────┐
Keycloak's build ─────────┴─ Keycloak ─ realm ─ seed ┴─ services ─ one call from end to end
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from stack import endtoend, health, keycloak, ports, postgres, processes, provisioning, realm, services, supervisor
from stack.console import step
from stack.failure import Failure
from stack.programs import Program
from stack.secret_store import read_secrets
from stack.settings import SERVICES, Settings


def bring_up(settings: Settings) -> None:
    """Start all parts and return once each is healthy and a real call went through."""
    secrets = read_secrets(settings.state)
    if settings.own_keycloak:
        realm.refuse_unknown_placeholders(realm.placeholders(settings, secrets))
    ports.refuse_taken(_wanted_ports(settings))
    settings.record(ready=False)
    (settings.state / "logs").mkdir(mode=0o700, exist_ok=True)
    with ThreadPoolExecutor(3) as pool:
        built = pool.submit(_build, settings)
        _start_database(settings, secrets)
        migrations = [pool.submit(_migrate, settings, secrets, each) for each in SERVICES]
        _start_keycloak(settings, built)
        _wait_all(migrations)
        with step("realm, first data"):
            provisioning.provision(settings, secrets, "ensure")
            _wait_all([pool.submit(services.seed, settings, secrets, each) for each in SERVICES])
    with step("catalog, billing"):
        _start_services(settings)
    with step("one call from end to end: token, catalog, billing"):
        endtoend.check(settings, secrets)
    settings.record(ready=True)


def bring_up_database(settings: Settings) -> None:
    """Start PostgreSQL alone."""
    settings.record(ready=False)
    (settings.state / "logs").mkdir(mode=0o700, exist_ok=True)
    _start_database(settings, read_secrets(settings.state))


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


def _start_database(settings: Settings, secrets: dict[str, str]) -> None:
    with step("PostgreSQL" if settings.own_databases else "supervisord"):
        if settings.own_databases:
            postgres.initialise(settings, secrets["POSTGRES_PASSWORD"])
        programs = _programs(settings, secrets)
        supervisor.configure(settings.state, programs)
        for program in programs:
            program.write(settings.state)
        supervisor.start(settings.state)
        if settings.own_databases:
            supervisor.start_program(settings.state, "postgres")
            postgres.wait(settings, secrets["POSTGRES_PASSWORD"])
            postgres.make_databases(settings, secrets)


def _programs(settings: Settings, secrets: dict[str, str]) -> list[Program]:
    found = [each for service in SERVICES for each in services.programs(settings, secrets, service)]
    if settings.own_keycloak:
        found.insert(0, keycloak.program(settings, secrets, settings.state / "keycloak"))
    if settings.own_databases:
        found.insert(0, postgres.program(settings))
    return found


def _migrate(settings: Settings, secrets: dict[str, str], service: str) -> None:
    with step(f"{service}'s tables"):
        services.manage(settings, secrets, service, "migrate", "--noinput")


def _start_keycloak(settings: Settings, built: Future[Path | None]) -> None:
    home = built.result()
    if home is None:
        return
    with step("Keycloak"):
        keycloak.make_home(settings, home)
        supervisor.start_program(settings.state, "keycloak")
        wait_healthy(settings, ["keycloak"], 180)


def _start_services(settings: Settings) -> None:
    names = [each for each in health.parts() if each.startswith(SERVICES)]
    for name in names:
        supervisor.start_program(settings.state, name)
    wait_healthy(settings, names, 60)


def _wait_all(futures: list[Future[None]]) -> None:
    for future in futures:
        future.result()


def wait_healthy(settings: Settings, parts: list[str], limit: float) -> None:
    """Return once the parts are healthy; fail as soon as one ends, however often it is started again. Seconds."""
    deadline = time.monotonic() + limit
    first = {part: supervisor.pid_of(settings.state, part) for part in parts}
    waiting = list(parts)
    while waiting:
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
    return any(processes.find(settings.state, part) for part in health.parts()) or supervisor.is_up(settings.state)
