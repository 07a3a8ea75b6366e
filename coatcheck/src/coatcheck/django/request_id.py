"""The id of a request: the caller's own where it is sane, else made here; it stands in answers and logs."""

import re
from uuid import uuid4

from django.http import HttpRequest

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{1,128}")
ATTRIBUTE = "request_id"


def request_id_of(request: HttpRequest) -> str:
    """Return the request's id, the same each time it is asked for."""
    known: str | None = getattr(request, ATTRIBUTE, None)
    if known is None:
        given = request.headers.get(HEADER, "")
        known = given if SANE.fullmatch(given) else uuid4().hex
        setattr(request, ATTRIBUTE, known)
    return known
