"""One real call through everything: a token of the realm, accepted by both services."""

import time

import httpx

from stack.asking import ask
from stack.failure import Failure
from stack.settings import SERVICES, Settings

PATIENCE = 20.0
STEP = "Making one call from end to end"
TOKEN = "/protocol/openid-connect/token"  # noqa: S105 - a path


def check(settings: Settings, secrets: dict[str, str]) -> None:
    """Raise Failure unless a token is issued and accepted: alice's, else billing's own at catalog."""
    if settings.demo:
        token = user_token(settings, "alice", "catalog:read billing:read")
        for service in SERVICES:
            _expect(settings, service, token, "/api/me/")
        _expect(settings, "catalog", token, "/api/products/")
        return _expect(settings, "billing", token, "/api/invoices/")
    secret = secrets["BILLING_CLIENT_SECRET"]
    form = {
        "grant_type": "client_credentials",
        "client_id": "billing",
        "client_secret": secret,
        "scope": "catalog:read",
    }
    return _expect(settings, "catalog", request_token(settings, form), "/api/products/")


def user_token(settings: Settings, user: str, scope: str, client_id: str = "demo") -> str:
    """Return a demo user's access token; her password is her name."""
    form = {"grant_type": "password", "client_id": client_id, "username": user, "password": user, "scope": scope}
    return request_token(settings, form)


def request_token(settings: Settings, form: dict[str, str]) -> str:
    """Return the access token that the realm gives for a form."""
    answer = ask(settings, "POST", settings.issuer + TOKEN, data=form)
    if answer.status_code == 400 and "invalid_grant" in answer.text and "username" in form:  # noqa: PLR2004 - HTTP's
        cause = f"there is no demo user {form['username']!r}, or the password is no longer the user's name"
        raise Failure("Asking for a token", cause, "./manage_all.sh token alice (demo users exist where DEMO=1)")
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP's
        cause = f"the realm answered {answer.status_code} {answer.text[:300]}"
        raise Failure("Asking for a token", cause, "./manage_all.sh realm diff", settings.log("keycloak"))
    return str(answer.json()["access_token"])


def _expect(settings: Settings, service: str, token: str, path: str) -> None:
    url = settings.service_url(service) + path
    answer = _ask_until_decided(settings, url, token)
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP's
        cause = f"{url} answered {answer.status_code} {answer.headers.get('WWW-Authenticate', '')} {answer.text[:200]}"
        raise Failure(STEP, cause, f"./manage_all.sh logs {service}", settings.log(service))


def _ask_until_decided(settings: Settings, url: str, token: str) -> httpx.Response:
    """Return the answer; on a busy machine a worker may ask for a moment's patience until it has the realm's keys."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = ask(settings, "GET", url, headers={"Authorization": f"Bearer {token}"})
        if answer.status_code != 503 or time.monotonic() > deadline:  # noqa: PLR2004 - HTTP's
            return answer
        time.sleep(0.5)
