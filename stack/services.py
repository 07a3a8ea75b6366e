"""catalog and billing: their environment, their programs, their `manage.py`."""

import os
import subprocess
import sys
from collections.abc import Mapping

from stack import postgres
from stack.failure import Failure
from stack.programs import INHERITED, Program
from stack.settings import HOST, ROOT, Settings

WORKERS = 2


def environment(settings: Settings, secrets: Mapping[str, str], service: str) -> dict[str, str]:
    """Return the variables that the stack sets for a service."""
    prefix = service.upper()
    names = {
        "ISSUER": settings.issuer,
        "PUBLIC_URL": settings.service_url(service),
        "DATABASE_URL": postgres.database_url(settings, dict(secrets), service),
        "SECRET_KEY": secrets[f"{prefix}_SECRET_KEY"],
        "CLIENT_ID": service,
        "CLIENT_SECRET": secrets[f"{prefix}_CLIENT_SECRET"],
        "FEED_CLIENT_ID": "realm-watcher",
        "FEED_CLIENT_SECRET": secrets["FEED_CLIENT_SECRET"],
        "LOGIN_CLIENT_ID": f"{service}-web",
        "LOGIN_CLIENT_SECRET": secrets[f"{prefix}_LOGIN_CLIENT_SECRET"],
    }
    values = {f"{prefix}_{name}": value for name, value in names.items()}
    if service == "billing":
        values["BILLING_CATALOG_URL"] = settings.service_url("catalog")
    if ca := settings.ca_file:
        values |= {f"{prefix}_CA_FILE": str(ca)}
    return values | {"DJANGO_SETTINGS_MODULE": f"{service}.settings", "PYTHONUNBUFFERED": "1"}


def own_settings(service: str) -> dict[str, str]:
    """Return what the caller's shell sets for a service, beyond what belongs to the stack."""
    prefix = f"{service.upper()}_"
    stack_s_own = (f"{prefix}PORT", f"{prefix}URL", f"{prefix}DATABASE_URL")
    return {name: value for name, value in os.environ.items() if name.startswith(prefix) and name not in stack_s_own}


def programs(settings: Settings, secrets: Mapping[str, str], service: str) -> list[Program]:
    """Return the service's server and its follower of the realm's events."""
    folder = ROOT / service
    variables = own_settings(service) | environment(settings, secrets, service) | metrics_folder(settings, service)
    serve = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", HOST]
    serve += ["--port", str(settings.ports[f"{service.upper()}_PORT"]), "--workers", str(WORKERS)]
    if settings.tls:
        tls = settings.tls_folder
        serve += ["--ssl-certificate", str(tls / "server.pem"), "--ssl-keyfile", str(tls / "server-key.pem")]
        serve += ["--ssl-protocol-min", "tls1.2"]
    serve += ["--blocking-threads", "8", "--no-ws", "--respawn-failed-workers", f"{service}.wsgi:application"]
    follow = [sys.executable, "-P", str(folder / "manage.py"), "follow_realm"]
    follower = Program(f"{service}-follower", follow, variables, cwd=folder)
    return [Program(service, serve, variables, cwd=folder), follower]


def metrics_folder(settings: Settings, service: str) -> dict[str, str]:
    """Return where a service's workers and follower leave their counts, which `/metrics` of any of them adds up."""
    folder = settings.state / "metrics" / service
    folder.mkdir(parents=True, exist_ok=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def manage(settings: Settings, secrets: Mapping[str, str], service: str, *arguments: str) -> None:
    """Run the service's `manage.py` to its end; what it prints goes to its log."""
    log = settings.log(f"{service}-manage")
    with log.open("a") as output:
        done = subprocess.run(
            [sys.executable, "-P", str(ROOT / service / "manage.py"), *arguments],
            env=_inherited() | own_settings(service) | environment(settings, secrets, service),
            cwd=ROOT / service, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        step = f"Running {service}'s manage.py {arguments[0]}"
        raise Failure(step, f"it ended with {done.returncode}", f"./manage_all.sh {service} {arguments[0]}", log)


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in INHERITED if name in os.environ}
