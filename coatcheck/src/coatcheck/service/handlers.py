"""What is answered where no view was reached: problem documents there, too. For a root `urls.py` to take over."""

from django.http import HttpRequest, HttpResponse

from coatcheck.django.answers import problem_response
from coatcheck.problems import Problem, unexpected


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem_response(request, Problem(400, "The request is malformed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem_response(request, Problem(403, "This is not allowed.", headers={"Cache-Control": "no-store"}))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return problem_response(request, Problem(404, "There is nothing here."))


def failed(request: HttpRequest) -> HttpResponse:
    return problem_response(request, unexpected())
