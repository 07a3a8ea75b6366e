"""Who calls a DRF view: by access token, or by browser session. Put the bearer first.

`request.auth` is the `Principal`, always; `request.user` is the same, or what `COATCHECK["USER"]` makes of it.
"""

from typing import Any

from django.http import HttpRequest
from rest_framework import authentication
from rest_framework.request import Request

from coatcheck.django import caller, wiring
from coatcheck.drf.errors import TurnedAway
from coatcheck.errors import CoatcheckError, Refusal
from coatcheck.principal import Principal


class BearerAuthentication(authentication.BaseAuthentication):
    """Accept the access token in the `Authorization` header, or refuse the request; RFC 6750."""

    def authenticate(self, request: Request) -> tuple[Any, Principal] | None:
        principal = accepted(django_request(request))
        return None if principal is None else (wiring.user_maker()(principal), principal)

    def authenticate_header(self, request: Request) -> str:
        plain = django_request(request)
        error = caller.caller_of(plain).error
        return caller.challenge(plain, error if isinstance(error, Refusal) else None)


class SessionAuthentication(authentication.SessionAuthentication):
    """Accept a browser session that signed in here, with Django's CSRF check on unsafe methods.

    A bearer token beside the session counts alone, wherever this class stands in the list, and beside a header of
    another scheme nothing counts.
    """

    def authenticate(self, request: Request) -> tuple[Any, Principal] | None:
        plain = django_request(request)
        principal = None if accepted(plain) is not None else caller.find_session_principal(plain)
        if principal is None:
            return None
        self.enforce_csrf(request)
        return wiring.user_maker()(principal), principal


def accepted(request: HttpRequest) -> Principal | None:
    """Return who the request's token speaks for, and raise what DRF understands where it is turned away."""
    try:
        return caller.authenticate(request)
    except CoatcheckError as error:
        raise TurnedAway(error, request) from error


def django_request(request: Request) -> HttpRequest:
    """Return the request that DRF's wraps: the one object that lives as long as the request does."""
    return request._request  # noqa: SLF001 - DRF has no public name for it
