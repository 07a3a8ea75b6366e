"""The stack's secrets: made once, kept in `.state/secrets.json`, readable by their owner only."""

import base64
import json
import secrets
from pathlib import Path

from stack.failure import Failure
from stack.files import write_private

NAMES = (
    "POSTGRES_PASSWORD",
    "KEYCLOAK_DATABASE_PASSWORD",
    "CATALOG_DATABASE_PASSWORD",
    "BILLING_DATABASE_PASSWORD",
    "KEYCLOAK_ADMIN_PASSWORD",
    "CATALOG_CLIENT_SECRET",
    "BILLING_CLIENT_SECRET",
    "CATALOG_LOGIN_CLIENT_SECRET",
    "BILLING_LOGIN_CLIENT_SECRET",
    "FEED_CLIENT_SECRET",
    "CATALOG_SECRET_KEY",
    "BILLING_SECRET_KEY",
)


def read_secrets(state: Path) -> dict[str, str]:
    """Return all secrets, making those that are missing."""
    path = state / "secrets.json"
    found = _read(path)
    missing = [name for name in NAMES if name not in found]
    if missing:
        found |= {name: _make(name) for name in missing}
        write_private(path, json.dumps(found, indent=1))
    return found


def is_ours(state: Path, text: str) -> bool:
    """Return whether a value from outside carries one of this stack's own secrets."""
    return any(secret in text for secret in _read(state / "secrets.json").values())


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as broken:
        fix = "restore the file, or run ./manage_all.sh reset to begin anew"
        raise Failure("Reading the secrets", f"{path} cannot be read: {broken}", fix) from broken


def _make(name: str) -> str:
    """Session keys are what Fernet wants: 32 bytes as base64url."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() if "_KEY" in name else secrets.token_urlsafe(24)
