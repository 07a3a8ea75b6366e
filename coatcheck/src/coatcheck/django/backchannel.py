"""`/oidc/backchannel-logout/`: where the authorization server says that a session is over.

It is answered within milliseconds: Keycloak's own logout waits for us, and does not ask twice.
"""

import logging

from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from coatcheck.django import wiring
from coatcheck.django.follower_wiring import record_of
from coatcheck.django.models import LoginSession
from coatcheck.django.renewal import lock
from coatcheck.entries import Entry, Kind
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.logout import Logout, LogoutVerifier

MAX_BODY = 24 * 1024
FORM = "application/x-www-form-urlencoded"

logger = logging.getLogger("coatcheck.audit")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class BackchannelLogoutView(View):
    """OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.8."""

    http_method_names = ["post"]  # noqa: RUF012 - as the base declares it

    def post(self, request: HttpRequest) -> HttpResponse:
        token = read_logout_token(request)
        if token is None:
            return refused("one logout_token in a form is needed")
        try:
            logout = verifier().verify(token)
            is_new = end(logout)
        except InvalidToken as error:
            logger.info("logout token refused", extra={"event": "logout_refused", "reason": error.reason.value})
            return refused("the logout token is not acceptable")
        except (RealmUnavailable, Error) as error:
            logger.warning("logout not decided: %s", type(error).__name__)
            return JsonResponse({"error": "temporarily_unavailable"}, status=503, headers={"Retry-After": "5"})
        return HttpResponse() if is_new else refused("the logout token was used before")


def read_logout_token(request: HttpRequest) -> str | None:
    """Return the form's one logout token; `None` where it is anything else."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if request.content_type != FORM or not length.isdecimal() or int(length) > MAX_BODY:
        return None
    tokens = request.POST.getlist("logout_token")
    return tokens[0] if len(tokens) == 1 and tokens[0] else None


def verifier() -> LogoutVerifier:
    """Logout tokens are meant for the client that people sign in with."""
    given = wiring.settings()
    if given.login_client_id is None:
        raise Http404
    policy = wiring.policy()
    return LogoutVerifier(policy.issuer, given.login_client_id, wiring.keys(), policy.algorithms, policy.leeway)


@transaction.atomic
def end(logout: Logout) -> bool:
    """Write down what has ended, and end the browser sessions here that it means; tell whether that is news.

    Both or neither, or a second try would be taken for a replay.
    """
    if not record_of(wiring.settings().issuer).add([(logout.cause, logout.entry)]):
        return False
    rows = LoginSession.objects.filter(issuer=wiring.settings().issuer, **named_by(logout.entry))
    # A session that is being renewed is left to its entry, where there is somebody to read that: the next request ends it.
    free = lock(rows, waits=not wiring.keeps_record()).values_list("key", flat=True)
    LoginSession.objects.filter(key__in=list(free)).delete()
    return True


def named_by(entry: Entry) -> dict[str, str]:
    return {"session_id": entry.key} if entry.kind is Kind.SESSION else {"subject": entry.key}


def refused(description: str) -> JsonResponse:
    """OpenID Connect Back-Channel Logout 1.0 section 2.8."""
    return JsonResponse({"error": "invalid_request", "error_description": description}, status=400)
