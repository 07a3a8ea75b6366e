"""The realm file on its way into Keycloak, and asking Keycloak as its administrator."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stack.failure import Failure
from stack.settings import REALM, ROOT, SERVICES, Settings

FILE = ROOT / "realm-export.json"
# Keycloak's own, such as ${authBaseUrl}, are not in capitals.
PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(:[^}]*)?\}")
DEMO_CLIENT = "demo"


def placeholders(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """Return the value of each `${NAME}` that the realm file may hold."""
    names = [name for name in secrets if name.endswith("_CLIENT_SECRET")]
    values = {name: secrets[name] for name in names}
    for each in SERVICES:
        url = settings.service_url(each)
        values |= {f"{each.upper()}_URL": url, f"{each.upper()}_BACKCHANNEL_URL": url}
    return values | {"KEYCLOAK_URL": settings.keycloak_url, "ISSUER": settings.issuer}


def refuse_unknown_placeholders(values: dict[str, str], path: Path = FILE) -> None:
    """Raise Failure where Keycloak would take a placeholder as literal text, for instance as a secret."""
    missing = sorted(
        {name for name, default in PLACEHOLDER.findall(path.read_text()) if name not in values and not default}
    )
    if missing:
        raise Failure(
            "Reading the realm file", f"no value for {', '.join(missing)}", f"see {path.name} and stack/realm.py"
        )


def refuse_public_demo(settings: Settings) -> None:
    """Raise Failure where everybody who reads the realm file could sign in: its people's passwords are public."""
    host = urlsplit(settings.keycloak_url).hostname
    if settings.demo and host not in ("127.0.0.1", "localhost", "::1"):
        cause = f"demo users have public passwords, and {host} is not this machine alone"
        raise Failure("Looking at DEMO", cause, "DEMO=0 ./manage_all.sh up")


def for_import(settings: Settings) -> dict[str, Any]:
    """Return the realm file, without its demo parts where those are not wanted."""
    try:
        content: dict[str, Any] = json.loads(FILE.read_text())
    except (OSError, ValueError) as broken:
        raise Failure("Reading the realm file", str(broken), f"mend {FILE.name}") from broken
    if not settings.demo:
        content["clients"] = [each for each in content["clients"] if each["clientId"] != DEMO_CLIENT]
        content["users"] = [each for each in content["users"] if "serviceAccountClientId" in each]
        content["scopeMappings"] = [each for each in content["scopeMappings"] if each.get("client") != DEMO_CLIENT]
    return content


def demo_users() -> dict[str, list[str]]:
    """Return the realm roles of each person in the realm file, by user name; those that everybody has left out."""
    content = json.loads(FILE.read_text())
    people = [each for each in content["users"] if "serviceAccountClientId" not in each]
    everybody = content["defaultRole"]["name"]
    return {each["username"]: [role for role in each["realmRoles"] if role != everybody] for each in people}


def find_user_ids(settings: Settings, secrets: dict[str, str], names: list[str]) -> dict[str, str]:
    """Return the `sub` of each user that exists, by user name."""
    import httpx  # noqa: PLC0415 - the fast path does without

    from stack.asking import trust  # noqa: PLC0415 - as above

    with httpx.Client(base_url=f"{settings.keycloak_url}/", timeout=30, verify=trust(settings)) as client:
        form = {"grant_type": "password", "client_id": "admin-cli", **admin_credentials(settings, secrets)}
        answer = client.post("realms/master/protocol/openid-connect/token", data=form)
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        found = [_find_user(client, name) for name in names]
    return {each["username"]: each["id"] for each in found if each}


def _find_user(client: Any, name: str) -> dict[str, Any] | None:
    answer = client.get(f"admin/realms/{REALM}/users", params={"username": name, "exact": "true"})
    return next(iter(answer.raise_for_status().json()), None)


def admin_credentials(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """Return the administrator's `username` and `password`."""
    return {
        "username": settings.given.get("KEYCLOAK_ADMIN", "admin"),
        "password": settings.given.get("KEYCLOAK_ADMIN_PASSWORD") or secrets["KEYCLOAK_ADMIN_PASSWORD"],
    }
