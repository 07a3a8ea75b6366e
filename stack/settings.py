"""Which stack this is: its folders, ports and addresses, from the environment, `.env`, or the running stack.

A value is looked for in the environment, then in `.env` at the root, then in what the running stack was started
with, then the default is taken.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stack.failure import Failure
from stack.files import write_private
from stack.secret_store import is_ours

ROOT = Path(__file__).resolve().parent.parent
REALM = "coatcheck"
HOST = "127.0.0.1"
PORTS = {
    "KEYCLOAK_PORT": 8080,
    "KEYCLOAK_MANAGEMENT_PORT": 9000,
    "CATALOG_PORT": 8001,
    "BILLING_PORT": 8002,
    "POSTGRES_PORT": 54320,
}
SERVICES = ("catalog", "billing")
DATABASES = ("keycloak", *SERVICES)
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """One stack. `given` holds the addresses of servers that exist already and are used in place of our own."""

    state: Path
    ports: Mapping[str, int] = field(default_factory=lambda: dict(PORTS))
    demo: bool = True
    tls: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """What Keycloak and the services speak."""
        return "https" if self.tls else "http"

    @property
    def keycloak_url(self) -> str:
        """Without a slash at the end."""
        return self.given.get("KEYCLOAK_URL") or f"{self.scheme}://{HOST}:{self.ports['KEYCLOAK_PORT']}"

    @property
    def management_url(self) -> str:
        """Keycloak's health and metrics, always plain."""
        return f"http://{HOST}:{self.ports['KEYCLOAK_MANAGEMENT_PORT']}"

    @property
    def issuer(self) -> str:
        """What stands in the tokens' `iss`."""
        return f"{self.keycloak_url}/realms/{REALM}"

    @property
    def own_keycloak(self) -> bool:
        """Whether this stack runs a Keycloak of its own."""
        return "KEYCLOAK_URL" not in self.given

    @property
    def own_databases(self) -> tuple[str, ...]:
        """The databases that this stack's own PostgreSQL holds; none: it runs no PostgreSQL."""
        wanted = DATABASES if self.own_keycloak else SERVICES
        return tuple(each for each in wanted if f"{each.upper()}_DATABASE_URL" not in self.given)

    def service_url(self, service: str) -> str:
        """Where a service is reached, without a slash at the end."""
        return f"{self.scheme}://{HOST}:{self.ports[f'{service.upper()}_PORT']}"

    @property
    def tls_folder(self) -> Path:
        """Where the authority, the certificate of our addresses and their keys lie, made at the first use of TLS."""
        return self.state / "tls"

    @property
    def ca_file(self) -> Path | None:
        """The certificate that vouches for our own addresses; none without TLS."""
        return self.tls_folder / "ca.pem" if self.tls else None

    def log(self, part: str) -> Path:
        """The log of one part."""
        return self.state / "logs" / f"{part}.log"

    @property
    def fingerprint(self) -> str:
        """Changes with everything that a running stack would have to be started anew for."""
        values = [dict(self.ports), self.demo, self.tls, dict(self.given)]
        files = [ROOT / "realm-export.json", ROOT / "requirements" / "runtime.txt", ROOT / "keycloak" / "keycloak.conf"]
        content = b"".join(each.read_bytes() for each in files if each.is_file())
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode() + content).hexdigest()

    def record(self, *, ready: bool) -> None:
        """Write down what this stack is started with, for the commands that come after."""
        values = {"ports": dict(self.ports), "demo": self.demo, "tls": self.tls, "given": dict(self.given)}
        values |= {"ready": ready, "fingerprint": self.fingerprint}
        write_private(self.state / "stack.json", json.dumps(values))


def load(environ: Mapping[str, str], state: Path | None = None, env_file: Path = ROOT / ".env") -> Settings:
    """Return the stack that the environment and the `.env` file mean."""
    folder = state or Path(environ.get("COATCHECK_STATE") or ROOT / ".state").absolute()
    recorded = read_record(folder)
    values = _read_env_file(env_file) | dict(environ)
    ports = {
        name: _port(name, values.get(name) or recorded.get("ports", {}).get(name) or default)
        for name, default in PORTS.items()
    }
    demo = _switch("DEMO", values["DEMO"]) if values.get("DEMO") else recorded.get("demo", True)
    given = recorded.get("given", {}) | _given(values, folder)
    return Settings(state=folder, ports=ports, demo=demo, tls=recorded.get("tls", False), given=given)


def read_record(state: Path) -> dict[str, Any]:
    """Return what the running stack was started with, empty when none runs."""
    try:
        return dict(json.loads((state / "stack.json").read_text()))
    except (OSError, ValueError):
        return {}


def _port(name: str, value: object) -> int:
    if str(value).isascii() and str(value).isdigit() and int(str(value)) in range(1, 65_536):
        return int(str(value))
    raise Failure("Reading the settings", f"{name}={value} is no port", f"set {name} to a number from 1 to 65535")


def _switch(name: str, value: str) -> bool:
    """Words that might mean either are no answer: one of them lets people in whose passwords are public."""
    if value.lower() not in SWITCH:
        raise Failure("Reading the settings", f"{name}={value} is neither on nor off", f"set {name} to 1 or 0")
    return SWITCH[value.lower()]


def _given(values: Mapping[str, str], state: Path) -> dict[str, str]:
    """Servers of somebody else. What `env` printed for this very stack carries our own secret and is no such thing."""
    names = [f"{each.upper()}_DATABASE_URL" for each in DATABASES]
    given = {name: values[name] for name in names if values.get(name) and not is_ours(state, values[name])}
    if values.get("KEYCLOAK_URL") and not is_ours(state, values.get("KEYCLOAK_ADMIN_PASSWORD", "")):
        given["KEYCLOAK_URL"] = values["KEYCLOAK_URL"].rstrip("/")
        for name in ("KEYCLOAK_ADMIN", "KEYCLOAK_ADMIN_PASSWORD"):
            if not values.get(name):
                raise Failure("Reading the settings", f"KEYCLOAK_URL is set and {name} is not", f"set {name} too")
            given[name] = values[name]
    return given


def _read_env_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines; `#` begins a comment line."""
    if not path.is_file():
        return {}
    lines = [each.strip() for each in path.read_text(encoding="utf-8").splitlines()]
    pairs = [each.partition("=") for each in lines if "=" in each and not each.startswith("#")]
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
