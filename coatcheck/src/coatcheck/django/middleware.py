"""Middleware for whole projects; each works under WSGI and ASGI alike.

`MIDDLEWARE = ["….RequestIdMiddleware", "….MetricsMiddleware", "….ProblemMiddleware", …, "….BearerMiddleware"]`: the
first three outermost, so that they see every answer; the last after `AuthenticationMiddleware` and CORS.
"""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from coatcheck.django import metrics, wiring
from coatcheck.django.answers import problem_response, turn_away
from coatcheck.django.caller import Caller, authenticate, caller_of, is_open
from coatcheck.django.request_id import HEADER, current, request_id_of
from coatcheck.errors import CoatcheckError, Refusal
from coatcheck.problems import MEDIA_TYPE, Problem, unexpected

DETAILS = {
    400: "The request is malformed.",
    403: "This is not allowed.",
    404: "There is nothing here.",
    405: "There is no such method here.",
    413: "The request is too large.",
}


class Middleware:
    """Something before and something after the answer. Subclasses override one or both of these."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self.answer(request)
        return self.after(request, self.before(request) or self.get_response(request))

    async def answer(self, request: HttpRequest) -> HttpResponseBase:
        response = await sync_to_async(self.before)(request)
        return self.after(request, response or await self.get_response(request))

    def before(self, request: HttpRequest) -> HttpResponseBase | None:  # noqa: ARG002 - for subclasses
        """Return an answer to give at once, None to go on."""
        return None

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG002 - as above
        """Return the answer to give."""
        return response


class RequestIdMiddleware(Middleware):
    """Gives every request an id, which logs and answers carry."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        current.set(request_id_of(request))
        return super().__call__(request)

    async def answer(self, request: HttpRequest) -> HttpResponseBase:
        return self.after(request, await self.get_response(request))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response[HEADER] = request_id_of(request)
        return response


class BearerMiddleware(Middleware):
    """Verifies the access token of every request that carries one, and refuses the request where it is not accepted.

    A request without a token goes on: what a view needs, the view says, by `requires` or by DRF permissions.
    An accepted caller is `request.coatcheck.principal`, and `request.user` too.
    """

    def before(self, request: HttpRequest) -> HttpResponseBase | None:
        try:
            principal = authenticate(request)
        except CoatcheckError as error:
            return problem_response(request, turn_away(request, error))
        if principal is not None:
            request.user = wiring.user_maker()(principal)
            # Only what a browser sends by itself can be forged across sites, and a token is not.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - as DRF does
        return None


class MetricsMiddleware(Middleware):
    """Counts each request once, by what became of it; paths that never read a credential are not counted."""

    async def answer(self, request: HttpRequest) -> HttpResponseBase:
        return self.after(request, await self.get_response(request))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not is_open(request.path_info):
            metrics.count(*outcome_of(caller_of(request)))
        return response


def outcome_of(caller: Caller) -> tuple[str, str]:
    """Return what became of a request, and the reason where it was refused."""
    if isinstance(caller.answer, Refusal):
        return "refused", caller.answer.reason.value
    if caller.answer is not None:
        return "undecided", type(caller.answer).__name__
    if caller.is_challenged:
        return "challenged", ""
    return ("anonymous" if caller.principal is None else "accepted"), ""


class ProblemMiddleware(Middleware):
    """Turns every error under `prefixes` into problem+json, whoever made it; browsers keep their pages."""

    prefixes: ClassVar[tuple[str, ...]] = ("/api/",)

    async def answer(self, request: HttpRequest) -> HttpResponseBase:
        return self.after(request, await self.get_response(request))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_error = response.status_code >= 400  # noqa: PLR2004 - where errors begin
        if (
            not is_error
            or not request.path.startswith(self.prefixes)
            or "text/html" in request.headers.get("Accept", "")
        ):
            return response
        if response.get("Content-Type", "").partition(";")[0] == MEDIA_TYPE:
            return response
        return rewritten(request, response)


def rewritten(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """Return the answer with a problem for a body; status and all other headers stay."""
    if response.status_code >= 500:  # noqa: PLR2004 - our own failures
        problem = Problem(response.status_code, unexpected().detail, headers=unexpected().headers)
    else:
        problem = Problem(response.status_code, DETAILS.get(response.status_code, "This cannot be answered."))
    return carry_over(response, problem_response(request, problem))


def carry_over(response: HttpResponseBase, answer: HttpResponse) -> HttpResponse:
    """Return `answer`, to be given in place of `response`, with all that was set on that but its body."""
    for name, value in response.items():
        if name.lower() not in ("content-type", "content-length", "content-disposition"):
            answer.headers.setdefault(name, value)
    answer.cookies = response.cookies
    # Closing it here would end the request for everybody who waits for that signal.
    answer._resource_closers += response._resource_closers  # type: ignore[attr-defined]  # noqa: SLF001 - no other way
    return answer
