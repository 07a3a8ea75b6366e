"""HTTP calls of the stack's own commands to its realm and services."""

import ssl
from typing import Any, Literal

import httpx

from stack.failure import Failure
from stack.settings import Settings

TIMEOUT = 30.0


def ask(settings: Settings, method: str, url: str, **content: Any) -> httpx.Response:
    """Return the answer, whatever it says.

    Raises:
        Failure: there is none.
    """
    try:
        return httpx.request(method, url, timeout=TIMEOUT, verify=trust(settings), trust_env=False, **content)
    except httpx.HTTPError as failed:
        raise Failure(f"Asking {url}", f"no answer: {failed}", "./manage_all.sh status") from failed


def trust(settings: Settings) -> ssl.SSLContext | Literal[True]:
    """Return whose certificates are believed: under TLS, those of the stack's own authority."""
    return ssl.create_default_context(cafile=settings.ca_file) if settings.tls else True
