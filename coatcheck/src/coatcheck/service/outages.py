"""A database that is away: nobody's mistake, so the caller is told to come again, as when the realm is away."""

import sys

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from coatcheck.django.answers import problem_response
from coatcheck.django.middleware import Middleware, carry_over
from coatcheck.problems import NO_STORE, Problem

AWAY = Problem(503, "The database cannot be reached at the moment.", headers={"Retry-After": "5", **NO_STORE})
# The SQLSTATE classes of a connection that failed, a server out of resources, and one that is shut down or starting.
OF_THE_SERVER = ("08", "53", "57P")
STRUCK = "coatcheck.outage"


class OutageMiddleware(Middleware):
    """Answers 503 in place of 500 where the database was away, whoever asked it: a view, another middleware, a page.

    It stands inside `ProblemMiddleware` and outside of everything that may ask the database.
    """

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 500 or STRUCK not in request.META:  # noqa: PLR2004 - what Django makes of any exception
            return response
        return carry_over(response, page() if is_for_people(request) else problem_response(request, AWAY))


def note_outage(sender: object, request: HttpRequest | None = None, **_: object) -> None:  # noqa: ARG001 - a signal's
    """Remember that the exception which is being handled was an outage of the database."""
    if request is not None and is_outage(sys.exc_info()[1]):
        request.META[STRUCK] = True


def watch() -> None:
    """Have Django say of every exception that nobody expected, wherever in a request it was raised."""
    got_request_exception.connect(note_outage, dispatch_uid=STRUCK)


def is_outage(error: BaseException | None) -> bool:
    """Tell a database that cannot be reached from one that was asked for something wrong, or in a deadlock.

    A driver that never got an answer has no SQLSTATE to tell.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OF_THE_SERVER)


def is_for_people(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def page() -> HttpResponse:
    """Return the page without who is signed in, since that stands in the database too."""
    return HttpResponse(render_to_string("coatcheck/away.html"), status=AWAY.status, headers=dict(AWAY.headers))
