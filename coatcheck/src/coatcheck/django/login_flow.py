"""One login between leaving for the provider and coming back: what was asked, and whether this is the answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from coatcheck.openid import Provider

FLOWS = "oidc_states"  # where mozilla-django-oidc keeps them: state → nonce, code_verifier, added_on
FLOW_SECONDS = 600
ANSWER_WAS_ODD = "The answer to this sign-in was not the one that was asked for."
TOO_LATE = "This sign-in was started too long ago, in another browser, or has been used already."
CANCELLED = "The sign-in was cancelled or refused."


class LoginFailed(Exception):
    """Raised when an answer of the provider does not sign anybody in. `explanation` is shown to the person."""

    def __init__(self, why: str, explanation: str = ANSWER_WAS_ODD) -> None:
        super().__init__(why)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Flow:
    """What a login was started with. `next` is where the browser wanted to go."""

    nonce: str
    verifier: str
    next: str


def take_flow(request: HttpRequest, *, clock: Callable[[], float] = time.time) -> Flow:
    """Return the login that this answer belongs to, which no later answer can claim again.

    Raises:
        LoginFailed: this browser started no such login, or long ago, or it was answered already.
    """
    flows = request.session.get(FLOWS)
    kept = flows.pop(single(request, "state"), None) if isinstance(flows, dict) else None
    if kept is None:
        raise LoginFailed("unknown state", TOO_LATE)
    request.session.modified = True
    request.session.save()
    if clock() - kept["added_on"] > FLOW_SECONDS:
        raise LoginFailed("stale state", TOO_LATE)
    return Flow(kept["nonce"], kept["code_verifier"], kept.get("next", "/"))


def check_issuer(request: HttpRequest, provider: Provider) -> None:
    """Refuse an answer that another provider gave (mix-up). RFC 9207 section 2.4."""
    if "iss" not in request.GET and not provider.endpoints.names_issuer:
        return
    if single(request, "iss") != provider.issuer:
        raise LoginFailed("answered by another issuer")


def check_error(request: HttpRequest) -> None:
    """Refuse an answer that is an error. OpenID Connect Core 1.0 section 3.1.2.6."""
    if "error" in request.GET:
        raise LoginFailed("the provider answered with an error", CANCELLED)


def single(request: HttpRequest, name: str) -> str:
    """Return a parameter that must be there exactly once. RFC 6749 section 3.1."""
    values = request.GET.getlist(name)
    if len(values) != 1 or not values[0]:
        raise LoginFailed(f"{name} is missing or repeated")
    return values[0]
