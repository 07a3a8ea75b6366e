"""Whether this process lives, and whether it can do its work: for supervisors and load balancers."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coatcheck.django import wiring
from coatcheck.django.blindness import describe_feed, is_blind, is_loaded


@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """503 until the realm's keys are at hand and the database answers; degraded while nobody reads the realm's events."""
    parts = {"keys": wiring.keys().ready, "database": database_answers() and is_loaded()}
    if not all(parts.values()):
        return JsonResponse({"status": "unavailable", **parts}, status=503)
    return JsonResponse({"status": "degraded" if is_blind() else "ok", **parts, **describe_feed()})


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True
