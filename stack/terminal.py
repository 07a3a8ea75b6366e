"""A person's sign-in at the terminal: the device flow of the client `cli`, its tokens kept and renewed.

RFC 8628, with the proof key of RFC 7636.
"""

import base64
import hashlib
import json
import secrets
import time
from pathlib import Path
from typing import Any

from stack.asking import ask
from stack.console import say
from stack.failure import Failure
from stack.files import write_private
from stack.settings import Settings

CLIENT = "cli"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
RENEW_AHEAD = 30
SIGN_IN = "./manage_all.sh login"


def sign_in(settings: Settings, scope: str) -> None:
    """Show where to sign in, wait until it is done, and keep the tokens.

    Raises:
        Failure: it was refused, or nobody came in time.
    """
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    form = {"client_id": CLIENT, "scope": scope, "code_challenge": challenge, "code_challenge_method": "S256"}
    started = ask(settings, "POST", endpoint(settings, "auth/device"), data=form)
    if started.status_code != 200:  # noqa: PLR2004 - HTTP's
        raise Failure("Signing in", f"the realm answered {started.status_code}", "./manage_all.sh realm diff")
    device = started.json()
    say(f"Open {device['verification_uri_complete']}\nand see that it shows the code {device['user_code']}.")
    keep(settings, wait_for_tokens(settings, device, verifier))


def wait_for_tokens(settings: Settings, device: dict[str, Any], verifier: str) -> dict[str, Any]:
    """Ask as often as the realm allows, until the person has answered. RFC 8628 section 3.5."""
    form = {"grant_type": GRANT, "client_id": CLIENT, "device_code": device["device_code"], "code_verifier": verifier}
    interval, until = float(device.get("interval", 5)), time.monotonic() + float(device["expires_in"])
    while time.monotonic() < until:
        time.sleep(interval)
        answer = ask(settings, "POST", endpoint(settings, "token"), data=form)
        if answer.status_code == 200:  # noqa: PLR2004 - HTTP's
            return dict(answer.json())
        error = answer.json().get("error")
        if error not in ("authorization_pending", "slow_down"):
            raise Failure("Signing in", f"the realm answered {error}", SIGN_IN)
        interval += 5 if error == "slow_down" else 0
    raise Failure("Signing in", "nobody came in time", SIGN_IN)


def access_token(settings: Settings) -> str:
    """Return the access token of whoever signed in, renewed where it ends soon.

    Raises:
        Failure: nobody has signed in, or the session is over.
    """
    kept = read(settings)
    if kept["expires_at"] - time.time() > RENEW_AHEAD:
        return str(kept["access_token"])
    form = {"grant_type": "refresh_token", "client_id": CLIENT, "refresh_token": kept["refresh_token"]}
    answer = ask(settings, "POST", endpoint(settings, "token"), data=form)
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP's
        file_of(settings).unlink(missing_ok=True)
        raise Failure("Renewing the sign-in", "the session is over", SIGN_IN)
    return str(keep(settings, dict(answer.json()))["access_token"])


def keep(settings: Settings, tokens: dict[str, Any]) -> dict[str, Any]:
    """Write the tokens down, for their owner's eyes."""
    kept = {
        "issuer": settings.issuer,
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "expires_at": time.time() + tokens["expires_in"],
    }
    write_private(file_of(settings), json.dumps(kept))
    return kept


def read(settings: Settings) -> dict[str, Any]:
    """Return what was kept of a sign-in at this very issuer."""
    try:
        kept = dict(json.loads(file_of(settings).read_text()))
    except (OSError, ValueError):
        kept = {}
    if kept.get("issuer") != settings.issuer:
        raise Failure("Calling a service", "nobody has signed in at this terminal", SIGN_IN)
    return kept


def file_of(settings: Settings) -> Path:
    """Where the tokens are kept."""
    return settings.state / "login.json"


def endpoint(settings: Settings, name: str) -> str:
    """Return an address of the realm's."""
    return f"{settings.issuer}/protocol/openid-connect/{name}"
