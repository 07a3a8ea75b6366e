"""One login between leaving for the provider and coming back: what was asked, and whether this is the answer.

The browser keeps it, in a sealed cookie for each login: tabs do not meet, and whoever only asks costs us no row.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from django.http import HttpRequest, HttpResponseBase

from coatcheck.django.conf import django_setting
from coatcheck.django.sealing import LOGIN, BrokenSeal, seal, unseal
from coatcheck.openid import Provider

FLOW_SECONDS = 600
# Characters: a browser keeps 4096 bytes a cookie, and servers bound a request's headers, some at 8 KiB.
LARGEST = 3500
ROOM = 4500
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
    """What a login was started with, and when (s since 1970). `next` is where the browser wanted to go."""

    state: str
    nonce: str
    verifier: str
    next: str
    added_on: float

    @classmethod
    def unsealed(cls, sealed: str) -> "Flow | None":
        try:
            return cls(**json.loads(unseal(sealed, LOGIN)))
        except BrokenSeal:
            return None

    def sealed(self) -> str:
        return seal(json.dumps(asdict(self)), LOGIN)


def keep_flow(request: HttpRequest, response: HttpResponseBase, flow: Flow) -> None:
    """Have the browser keep a login until it comes back. A deep link that no cookie can hold is left behind."""
    sealed = flow.sealed()
    if len(sealed) > LARGEST:
        sealed = replace(flow, next="/").sealed()
    make_room(request, response, ROOM - len(sealed))
    name, secure = cookie_of(request, flow.state), is_secure(request)
    response.set_cookie(name, sealed, max_age=FLOW_SECONDS, secure=secure, httponly=True, samesite="Lax")


def make_room(request: HttpRequest, response: HttpResponseBase, room: int) -> None:
    """Drop the logins that were begun first where there is no room for all."""
    flows = {name: Flow.unsealed(kept) for name, kept in request.COOKIES.items() if name.startswith(prefix(request))}
    begun = {name: flow.added_on if flow else 0.0 for name, flow in flows.items()}
    for name in sorted(begun, key=begun.__getitem__, reverse=True):
        room -= len(request.COOKIES[name])
        if room < 0:
            response.delete_cookie(name, samesite="Lax")


def take_flow(request: HttpRequest, *, clock: Callable[[], float] = time.time) -> Flow:
    """Return the login that this answer belongs to.

    The browser forgets it with our answer, whatever that is, and the provider takes its code but once.

    Raises:
        LoginFailed: this browser started no such login, or long ago, or it was answered already.
    """
    state = single(request, "state")
    flow = Flow.unsealed(request.COOKIES.get(cookie_of(request, state), ""))
    if flow is None or flow.state != state:
        raise LoginFailed("unknown state", TOO_LATE)
    if clock() - flow.added_on > FLOW_SECONDS:
        raise LoginFailed("stale state", TOO_LATE)
    return flow


def forget_flow(request: HttpRequest, response: HttpResponseBase) -> None:
    """Have the browser forget the login that this was the answer to."""
    name = cookie_of(request, request.GET.get("state", ""))
    if name in request.COOKIES:
        response.delete_cookie(name, samesite="Lax")


def cookie_of(request: HttpRequest, state: str) -> str:
    return prefix(request) + sha256(state.encode()).hexdigest()[:16]


def prefix(request: HttpRequest) -> str:
    """Return how the cookies begin: named as the session's, which is how services on one host tell theirs apart."""
    name = f"{django_setting('SESSION_COOKIE_NAME')}_login_"
    return name if name.startswith("__Host-") or not is_secure(request) else f"__Host-{name}"


def is_secure(request: HttpRequest) -> bool:
    return request.is_secure() or bool(django_setting("SESSION_COOKIE_SECURE"))


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
