"""The realm of a running Keycloak and its file: what the scripts of `keycloak/` make of them."""

import json
import os
import subprocess
import sys
from typing import Any

from stack import realm
from stack.failure import Failure
from stack.programs import INHERITED
from stack.settings import ROOT, Settings

SCRIPTS = ROOT / "keycloak"
SUCCESS = (0, 1)


def provision(settings: Settings, secrets: dict[str, str], command: str) -> dict[str, Any]:
    """Run `ensure`, `diff` or `apply` and return its report: `created`, `changed`, `differences`, as far as it has them."""
    return _run(settings, secrets, "Bringing the realm to its file", "provision.py", command)


def diagnose(settings: Settings, secrets: dict[str, str]) -> list[dict[str, str]]:
    """Return what is wrong with the live realm: `problem`, `follows`, `console`, `command` each."""
    found: list[dict[str, str]] = _run(settings, secrets, "Looking at the realm", "diagnose.py")["findings"]
    return found


def _run(settings: Settings, secrets: dict[str, str], step: str, script: str, *arguments: str) -> dict[str, Any]:
    argv = [sys.executable, str(SCRIPTS / script), *arguments]
    environment = _environment(settings, secrets)
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in SUCCESS or not done.stdout:
        fix = "./manage_all.sh logs keycloak; ./manage_all.sh realm diff"
        raise Failure(step, done.stderr.strip()[-2000:], fix, settings.log("keycloak"))
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _environment(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    administrator = realm.admin_credentials(settings, secrets)
    ca = settings.ca_file
    return {
        **inherited,
        **realm.placeholders(settings, secrets),
        "KEYCLOAK_URL": settings.keycloak_url,
        "KEYCLOAK_ADMIN": administrator["username"],
        "KEYCLOAK_ADMIN_PASSWORD": administrator["password"],
        "DEMO": "1" if settings.demo else "0",
        **({"CA_FILE": str(ca)} if ca else {}),
    }
