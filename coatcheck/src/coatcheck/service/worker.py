"""Which worker answered, for tests that must hear from each: off unless `SHOW_WORKER` is set, on loopback only."""

import os

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coatcheck.django.middleware import Middleware

HEADER = "X-Worker"


class WorkerMiddleware(Middleware):
    """Names the process that answered."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG002 - the common signature
        response[HEADER] = str(os.getpid())
        return response
