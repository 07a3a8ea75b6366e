"""The realm of a running Keycloak and its file: what `keycloak/provision.py` makes of them."""

import json
import os
import subprocess
import sys
from typing import Any

from stack import health, realm
from stack.failure import Failure
from stack.programs import INHERITED
from stack.settings import ROOT, Settings

PROVISION = ROOT / "keycloak" / "provision.py"
SUCCESS = (0, 1)


def provision(settings: Settings, secrets: dict[str, str], command: str) -> dict[str, Any]:
    """Run `ensure`, `diff` or `apply` and return its report: `created`, `changed`, `differences`, as far as it has them."""
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    administrator = realm.admin_credentials(settings, secrets)
    environment |= realm.placeholders(settings, secrets) | {
        "KEYCLOAK_URL": settings.keycloak_url,
        "KEYCLOAK_ADMIN": administrator["username"],
        "KEYCLOAK_ADMIN_PASSWORD": administrator["password"],
        "DEMO": "1" if settings.demo else "0",
    }
    if ca := health.ca_file(settings):
        environment["CA_FILE"] = str(ca)
    argv = [sys.executable, str(PROVISION), command]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in SUCCESS:
        fix = "./manage_all.sh logs keycloak; ./manage_all.sh realm diff"
        raise Failure("Bringing the realm to its file", done.stderr.strip()[-2000:], fix, settings.log("keycloak"))
    report: dict[str, Any] = json.loads(done.stdout)
    return report
