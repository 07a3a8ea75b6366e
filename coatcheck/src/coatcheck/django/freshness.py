"""Asking the realm about a token at the moment of its use.

A view that demands it is never open without the realm's answer. While the feed is silent, writes that a role decides
ask too, since it may have been lost or given meanwhile; where the realm cannot be asked they go on by local verification.
"""

from django.http import HttpRequest

from coatcheck.django import metrics, wiring
from coatcheck.django.blindness import is_blind
from coatcheck.django.caller import caller_of, find_token
from coatcheck.django.tracing import traced
from coatcheck.errors import RealmUnavailable
from coatcheck.principal import Principal
from coatcheck.requirements import Requirement

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def must_ask(requirement: Requirement, request: HttpRequest) -> bool:
    """Tell whether the realm is to be asked before this request goes on."""
    if requirement.asks_realm:
        return True
    if request.method in SAFE_METHODS or caller_of(request).asked is not None:
        return False
    return requirement.needs_role and is_blind()


def ask_for(requirement: Requirement, principal: Principal, request: HttpRequest) -> Principal:
    """Return the caller as far as the realm could be asked: as it says, or as known where that may do.

    Raises:
        InvalidToken: the realm says that the token is dead.
        RealmUnavailable: the realm cannot be asked, and this may not go on without.
    """
    if requirement.asks_realm:
        return ask_realm(request)
    try:
        with wiring.blind_questions().attempt():
            answered = ask_realm(request)
    except RealmUnavailable:
        if wiring.settings().refuse_when_blind:
            raise
        metrics.count_blind_write("unasked")
        return principal
    metrics.count_blind_write("asked")
    return answered


@traced("coatcheck.ask_realm")
def ask_realm(request: HttpRequest) -> Principal:
    """Return the caller as the realm describes it now, with the roles it has now.

    Raises:
        InvalidToken: the realm says that the token is dead, or what we know to have ended says so.
        RealmUnavailable: the realm cannot be asked; nothing is decided, so nothing is allowed.
    """
    token, principal = find_token(request), caller_of(request).principal
    if token is None:
        raise RealmUnavailable("this caller has no token that the realm could be asked about")
    claims = wiring.introspector().ask(token, principal.claims if principal else None)
    # A logout that raced with the session's use leaves the token active at the realm (keycloak #51127).
    wiring.revocations().refuse_revoked(claims)
    return Principal.from_claims(claims, wiring.policy())
