"""`GET /revocations/?after=SEQ`: what has ended, for other services' followers."""

import re
import threading

from django.db import connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coatcheck.django import wiring
from coatcheck.django.answers import problem_response
from coatcheck.django.decorators import requires
from coatcheck.django.models import Revocation
from coatcheck.django.polling import PolledRevocations
from coatcheck.django.store import rows_after
from coatcheck.entries import Entry
from coatcheck.peer_feed import write_entry
from coatcheck.problems import Problem

SCOPE = "revocations:read"
PATIENCE = 20.0
LIMIT = 2000
NUMBER = re.compile(r"[0-9]{1,18}")

# A thread that waits serves nobody else. Who finds no place is answered at once, and asks again.
_waiting = threading.BoundedSemaphore(4)


@require_safe
@never_cache
@requires(scope=SCOPE)
def revocations_view(request: HttpRequest) -> HttpResponse:
    """Answer with what was added after this number, lowest first; wait for news where there is none."""
    after = request.GET.get("after", "0")
    if not NUMBER.fullmatch(after):
        return problem_response(request, Problem(400, "`after` is a number of this service, 0 to begin with."))
    record = wiring.revocations()
    if not isinstance(record, PolledRevocations):
        return problem_response(request, Problem(404, "This service keeps no record of what has ended."))
    return JsonResponse(tell(int(after), record))


def tell(after: int, record: PolledRevocations) -> dict[str, object]:
    """Return the news, and how old this service's own knowledge is (`age`, in seconds; None where it has none)."""
    rows = rows_after(after, LIMIT)
    if not rows and highest(after) == after:
        rows = wait_for_news(after, record)
    age = record.feed_age
    return {
        "last": rows[-1][0] if rows else highest(after),
        "entries": [write_entry(*row) for row in rows],
        "age": None if age == float("inf") else age,
        "lacks": list(record.follower.lacks) if record.follower else [],
    }


def wait_for_news(after: int, record: PolledRevocations) -> list[tuple[int, str, Entry]]:
    """Wait without holding a connection to the database."""
    if not _waiting.acquire(blocking=False):
        return []
    try:
        if not connection.in_atomic_block:
            connection.close()
        record.wait_beyond(after, PATIENCE)
    finally:
        _waiting.release()
    return rows_after(after, LIMIT)


def highest(after: int) -> int:
    """Return the last number given: lower than `after` only where the record began anew."""
    last: int | None = Revocation.objects.aggregate(last=Max("sequence"))["last"]
    return after if last is None else min(after, last)
