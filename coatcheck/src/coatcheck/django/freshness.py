"""Asking the realm about a token at the moment of its use."""

from django.http import HttpRequest

from coatcheck.django import wiring
from coatcheck.django.caller import caller_of
from coatcheck.errors import RealmUnavailable
from coatcheck.principal import Principal
from coatcheck.requirements import Requirement


def must_ask(requirement: Requirement, request: HttpRequest) -> bool:  # noqa: ARG001 - what it is asked for
    """Tell whether the realm is to be asked before this request goes on."""
    return requirement.asks_realm


def ask_realm(request: HttpRequest) -> Principal:
    """Return the caller as the realm describes it now, with the roles it has now.

    Raises:
        InvalidToken: the realm says that the token is dead.
        RealmUnavailable: the realm cannot be asked; nothing is decided, so nothing is allowed.
    """
    caller = caller_of(request)
    if caller.token is None:
        raise RealmUnavailable("this caller has no token that the realm could be asked about")
    known = caller.principal.claims if caller.principal else None
    return Principal.from_claims(wiring.introspector().ask(caller.token, known), wiring.policy())
