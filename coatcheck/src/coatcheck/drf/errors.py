"""Whatever goes wrong in a DRF view becomes a problem document with the right status and headers."""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from coatcheck.django.answers import problem_response, turn_away
from coatcheck.django.caller import caller_of
from coatcheck.django.request_id import request_id_of
from coatcheck.errors import CoatcheckError
from coatcheck.problems import NO_STORE, Problem, unexpected

log = logging.getLogger(__name__)


class TurnedAway(exceptions.APIException):
    """Carries a refusal through DRF. Projects with another exception handler still answer rightly by it."""

    def __init__(self, error: CoatcheckError, request: HttpRequest) -> None:
        problem = turn_away(request, error)
        super().__init__(problem.detail)
        self.status_code = problem.status
        self.error = error
        # What DRF's own handler looks for.
        if "WWW-Authenticate" in problem.headers:
            self.auth_header = problem.headers["WWW-Authenticate"]
        if "Retry-After" in problem.headers:
            self.wait = int(problem.headers["Retry-After"])


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Answer every exception of a view as problem+json; what nobody expected is a 500 that says nothing.

    For `REST_FRAMEWORK["EXCEPTION_HANDLER"]`.
    """
    from rest_framework.views import set_rollback  # noqa: PLC0415 - DRF loads this file while it loads its views

    request: Request = context["request"]
    plain: HttpRequest = request._request  # noqa: SLF001 - DRF has no public name for it
    set_rollback()
    problem = describe(exc, plain)
    if problem.status >= 500 and not isinstance(exc, exceptions.APIException | CoatcheckError):  # noqa: PLR2004
        report(plain, exc)
    if getattr(getattr(request, "accepted_renderer", None), "media_type", None) == "text/html":
        document = problem.document(instance=plain.path, request_id=request_id_of(plain))
        return Response(presentable(document), status=problem.status, headers=dict(problem.headers))
    return problem_response(plain, problem)


def presentable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document for a page, which is UTF-8: a caller's lone surrogate, that JSON can escape, is not."""
    shown: dict[str, Any] = json.loads(json.dumps(document, ensure_ascii=False, default=str).encode(errors="replace"))
    return shown


def describe(exc: Exception, request: HttpRequest) -> Problem:
    """Return the problem that an exception is."""
    if isinstance(exc, CoatcheckError):
        return turn_away(request, exc)
    if isinstance(exc, exceptions.APIException):
        return describe_api_exception(exc, request)
    if isinstance(exc, Http404):
        return Problem(404, "There is nothing here.")
    if isinstance(exc, DjangoPermissionDenied):
        return Problem(403, "This is not allowed.", headers=NO_STORE)
    return unexpected()


def describe_api_exception(exc: exceptions.APIException, request: HttpRequest) -> Problem:
    """Return the problem that one of DRF's own exceptions, or a project's, is."""
    lack = caller_of(request).lack
    if isinstance(exc, TurnedAway):
        return turn_away(request, exc.error)
    if isinstance(exc, exceptions.NotAuthenticated):
        return turn_away(request, None)
    # A view may refuse in its own words after a guard let the caller in by another way.
    if isinstance(exc, exceptions.PermissionDenied) and lack is not None and exc.detail == exc.default_detail:
        return turn_away(request, lack.refusal)
    if isinstance(exc, exceptions.MethodNotAllowed) or not isinstance(exc.detail, Mapping | list):
        return Problem(exc.status_code, str(exc.detail), headers=headers_of(exc))
    errors = errors_by_field(exc.detail)
    return Problem(exc.status_code, "The request's content is not valid.", {"errors": errors}, headers_of(exc))


def headers_of(exc: exceptions.APIException) -> dict[str, str]:
    """Return the headers that DRF's own handler would send, and that a refusal is not to be stored."""
    headers = dict(NO_STORE) if exc.status_code in (401, 403) else {}
    if (challenge := getattr(exc, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    return headers


def errors_by_field(detail: object) -> dict[str, list[str]]:
    """Return the texts by the dotted path of the field they are about, such as `lines.0.quantity`."""
    errors: dict[str, list[str]] = {}
    for path, text in walk(detail, ()):
        errors.setdefault(".".join(path) or "non_field_errors", []).append(text)
    return errors


def walk(detail: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give each text of DRF's nested details with the path to it."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from walk(inner, (*path, str(name)))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for place, inner in enumerate(detail):
            nested = not isinstance(inner, str)
            yield from walk(inner, (*path, str(place)) if nested else path)
    else:
        yield path, str(detail)


def report(request: HttpRequest, exc: Exception) -> None:
    """Log what nobody expected, and tell Django, so that error reporters hear of it."""
    trace = "".join(traceback.format_exception(exc))
    for secret in filter(None, (request.META.get("HTTP_AUTHORIZATION"), caller_of(request).token)):
        trace = trace.replace(secret, "[credential]")
    log.error("unexpected exception in a view\n%s", trace, extra={"request_id": request_id_of(request)})
    got_request_exception.send(sender=None, request=request)
