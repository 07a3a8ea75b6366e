"""Protection for plain Django views, sync and async: `@requires(scope="orders:read", role="clerk")`."""

from collections.abc import Awaitable, Callable, Iterable
from functools import reduce, wraps
from operator import and_
from typing import Any, TypeVar

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from coatcheck.django.answers import problem_response, turn_away
from coatcheck.django.caller import authenticate, find_session_principal
from coatcheck.django.enforcement import find_lack
from coatcheck.errors import CoatcheckError
from coatcheck.problems import NO_STORE, Problem
from coatcheck.requirements import All, Freshness, Permission, Requirement, Role, Scope

View = TypeVar("View", bound=Callable[..., HttpResponseBase | Awaitable[HttpResponseBase]])
Names = str | Iterable[str]


def requires(
    *, scope: Names = (), role: Names = (), permission: Names = (), fresh: bool = False
) -> Callable[[View], View]:
    """Let a request through to the view only if its caller holds all of this; else answer problem+json.

    Each takes one name or several. With `fresh` the realm is asked whether the token still lives. Without any, it
    takes an accepted caller. A browser session counts where there is no token, with Django's CSRF check.
    """
    requirement = requirement_of(scope, role, permission, fresh=fresh)

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                refusal = await sync_to_async(find_refusal)(requirement, request)
                return refusal or await view(request, *args, **kwargs)

            # The token or the check below stands for Django's own, which knows only cookies.
            return csrf_exempt(wraps(view)(guarded_async))  # type: ignore[return-value] # of the view's own type

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return find_refusal(requirement, request) or view(request, *args, **kwargs)

        return csrf_exempt(wraps(view)(guarded))  # type: ignore[return-value] # as above

    return decorate


def requirement_of(scope: Names, role: Names, permission: Names, *, fresh: bool) -> Requirement:
    """Return what the decorator's arguments mean together."""
    scopes = names_of(scope)
    parts: list[Requirement] = [Scope(scopes)] if scopes else []
    parts += [Role(name) for name in names_of(role)] + [Permission(name) for name in names_of(permission)]
    parts += [Freshness()] if fresh else []
    return reduce(and_, parts) if parts else All(())


def names_of(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def find_refusal(requirement: Requirement, request: HttpRequest) -> HttpResponse | None:
    """Return the answer that turns the request away, None when it may go on."""
    try:
        principal = authenticate(request)
        if principal is None:
            principal = find_session_principal(request)
            if principal is not None and not is_csrf_safe(request):
                return problem_response(request, Problem(403, "The CSRF token is missing or wrong.", headers=NO_STORE))
        if principal is None:
            return problem_response(request, turn_away(request, None))
        lack = find_lack(requirement, principal, request)
    except CoatcheckError as error:
        return problem_response(request, turn_away(request, error))
    return None if lack is None else problem_response(request, turn_away(request, lack.refusal))


def is_csrf_safe(request: HttpRequest) -> bool:
    """Tell whether Django's CSRF check passes."""
    check = CsrfViewMiddleware(HttpResponse)
    check.process_request(request)
    # Anything that is not marked csrf_exempt stands for the view here.
    return check.process_view(request, HttpResponse, (), {}) is None
