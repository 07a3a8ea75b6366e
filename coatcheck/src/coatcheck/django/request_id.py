"""The id of a request: the caller's own where it is sane, else made here; it stands in answers and logs."""

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{1,128}")
ATTRIBUTE = "request_id"
current: ContextVar[str] = ContextVar("coatcheck_request_id", default="")


def request_id_of(request: HttpRequest) -> str:
    """Return the request's id, the same each time it is asked for."""
    known: str | None = getattr(request, ATTRIBUTE, None)
    if known is None:
        given = request.headers.get(HEADER, "")
        known = given if SANE.fullmatch(given) else uuid4().hex
        setattr(request, ATTRIBUTE, known)
    return known


class RequestIdFilter(logging.Filter):
    """Puts `request_id` on every log record that is made while a request is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id") and (request_id := current.get()):
            record.request_id = request_id
        return True
