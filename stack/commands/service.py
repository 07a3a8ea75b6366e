"""`catalog ARGS…`, `billing ARGS…`: that service's `manage.py` with the stack's environment."""

import os
import sys

from stack import services
from stack.secret_store import read_secrets
from stack.settings import ROOT, load


def run(arguments: list[str]) -> int:
    """Become `manage.py`; a setting that the caller's shell has wins. Never returns."""
    service, *rest = arguments
    settings = load(os.environ)
    variables = services.environment(settings, read_secrets(settings.state), service) | services.own_settings(service)
    argv = [sys.executable, "-P", str(ROOT / service / "manage.py"), *rest]
    sys.stdout.flush()
    os.execve(argv[0], argv, dict(os.environ) | variables)
    return 0
