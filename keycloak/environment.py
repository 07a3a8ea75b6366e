"""What the two scripts of this folder read from the environment.

`KEYCLOAK_URL`, `KEYCLOAK_ADMIN` (default admin), `KEYCLOAK_ADMIN_PASSWORD`, `CA_FILE` (optional), `DEMO` (0 leaves the
demo client and users out), `REALM_FILE` (default realm-export.json), `ISSUER` (what the services expect, for
diagnose.py) and every name of placeholders.json.
"""

from collections.abc import Mapping
from pathlib import Path

from admin_api import AdminApi
from realm_client import RealmClient
from realm_file import FILE, RealmFile, read_realm_file


class MissingVariableError(Exception):
    """Raised when the environment lacks a variable; the text is its name."""


def read_wanted(environment: Mapping[str, str]) -> RealmFile:
    """Return the realm as the environment wants it."""
    path = Path(environment.get("REALM_FILE") or FILE)
    return read_realm_file(environment, demo=environment.get("DEMO", "1") != "0", path=path)


def connect(environment: Mapping[str, str], realm: str) -> AdminApi:
    """Return the Admin API of the realm."""
    return AdminApi(
        _need(environment, "KEYCLOAK_URL"),
        realm=realm,
        username=environment.get("KEYCLOAK_ADMIN", "admin"),
        password=_need(environment, "KEYCLOAK_ADMIN_PASSWORD"),
        ca_file=environment.get("CA_FILE") or None,
    )


def connect_as_client(environment: Mapping[str, str], realm: str) -> RealmClient:
    """Return the realm as its clients see it."""
    return RealmClient(_need(environment, "KEYCLOAK_URL"), realm=realm, ca_file=environment.get("CA_FILE") or None)


def _need(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise MissingVariableError(name)
    return environment[name]
