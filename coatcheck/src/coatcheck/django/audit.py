"""One structured log event for each request that is turned away; no token, and no word of one that nobody signed."""

import logging

from django.http import HttpRequest

from coatcheck.django import wiring
from coatcheck.django.caller import caller_of
from coatcheck.django.request_id import request_id_of
from coatcheck.errors import CoatcheckError, Reason, Refusal
from coatcheck.unverified import read_hearsay

log = logging.getLogger("coatcheck.audit")

# Reasons that are found only after the signature held, so that what the token says is the realm's own word.
SIGNED = frozenset(
    {
        Reason.MALFORMED_CLAIM,
        Reason.MISSING_CLAIM,
        Reason.WRONG_ISSUER,
        Reason.WRONG_AUDIENCE,
        Reason.WRONG_PAYLOAD_TYPE,
        Reason.WRONG_CLIENT,
        Reason.EXPIRED,
        Reason.NOT_YET_VALID,
        Reason.LIFETIME_TOO_LONG,
        Reason.REVOKED,
        Reason.RENEWAL_NEEDED,
        Reason.INACTIVE,
        Reason.MISSING_SCOPE,
        Reason.MISSING_ROLE,
        Reason.NO_RULE,
    }
)


def report(request: HttpRequest, error: CoatcheckError) -> None:
    """Log why a request is turned away."""
    if isinstance(error, Refusal):
        log.info("request refused", extra=describe(request, error))
    else:
        cause = getattr(error, "cause", type(error).__name__)
        extra = {"event": "undecided", "status": error.status, "cause": cause, "request_id": request_id_of(request)}
        log.warning("request not decided", extra=extra)


def describe(request: HttpRequest, error: Refusal) -> dict[str, object]:
    """Return the event's members: constants, digests, and what the realm signed."""
    said = read_hearsay(caller_of(request).token)
    is_signed = error.reason in SIGNED
    return {
        "event": "refused",
        "status": error.status,
        "reason": error.reason.value,
        "about": error.about,
        "audience": wiring.settings().audience,
        "issuer": said.text("iss") if is_signed else "",
        "client": said.text("azp", "client_id") if is_signed else "",
        "key_id_digest": said.key_digest,
        "request_id": request_id_of(request),
    }
