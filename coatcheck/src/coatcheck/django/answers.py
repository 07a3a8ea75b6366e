"""Problem documents as Django responses."""

import json

from django.http import HttpRequest, HttpResponse

from coatcheck.django.audit import report
from coatcheck.django.caller import caller_of, challenge
from coatcheck.django.request_id import request_id_of
from coatcheck.errors import CoatcheckError, Refusal
from coatcheck.problems import MEDIA_TYPE, Problem, missing_credential, turned_away


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the problem as `application/problem+json`."""
    document = problem.document(instance=request.path, request_id=request_id_of(request))
    body = json.dumps(document, default=str)
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=dict(problem.headers))


def turn_away(request: HttpRequest, error: CoatcheckError | None) -> Problem:
    """Return the answer to a request that is turned away for `error`; None is a credential that is missing.

    The first time, it is noted on the request and logged.
    """
    caller = caller_of(request)
    if error is None:
        caller.is_challenged = True
        return missing_credential(challenge(request, None))
    if caller.answer is None:
        caller.answer = error
        report(request, error)
    return turned_away(error, challenge(request, error if isinstance(error, Refusal) else None))
