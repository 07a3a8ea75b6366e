"""Sign-out: this session, the provider's, and on request every session this person has."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCLogoutView

from coatcheck.django import login_wiring, session
from coatcheck.django.login import login_url
from coatcheck.django.session import Held
from coatcheck.errors import RealmUnavailable

STATE = "coatcheck_signed_out"
PAGE = "signed_out"

log = logging.getLogger(__name__)


@method_decorator(never_cache, name="dispatch")
class LogoutView(OIDCLogoutView):  # type: ignore[misc] # the package has no types
    """End the session here, then at the provider. With `everywhere`, end all of this person's sessions known here.

    OpenID Connect RP-Initiated Logout 1.0.
    """

    http_method_names = ["post"]  # noqa: RUF012 - as the base declares it

    def post(self, request: HttpRequest) -> HttpResponseBase:
        held = session.end(request)
        if held is None:
            return HttpResponseRedirect(reverse(PAGE))
        tell_provider(held, login_wiring.provider().revoke)
        if "everywhere" in request.POST:
            for other in session.take(issuer=held.identity.issuer, subject=held.identity.subject):
                tell_provider(other, login_wiring.provider().end_session)
        return HttpResponseRedirect(self.leave(request, held))

    def leave(self, request: HttpRequest, held: Held) -> str:
        """Return where the browser goes to end the provider's session, which sends it back to our page."""
        state = get_random_string(32)
        request.session[STATE] = state
        page = reverse(PAGE)
        try:
            return_to = request.build_absolute_uri(page)
            url = login_wiring.provider().end_session_url(
                id_token=held.tokens.identity, return_to=return_to, state=state
            )
        except RealmUnavailable as away:
            log.warning("the provider's session could not be ended: %s", away.cause)
            return page
        return url or page


@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that it is done. A `state` that is not ours is 400."""
    expected = request.session.pop(STATE, None)
    state = request.GET.get("state")
    if state is not None and not (isinstance(expected, str) and constant_time_compare(expected, state)):
        context = {"explanation": "This page was reached by a link that is not ours.", "again": login_url("/")}
        return render(request, "coatcheck/login_failed.html", context, status=400)
    return render(request, "coatcheck/signed_out.html", {"again": login_url("/")})


def tell_provider(held: Held, tell: Callable[[str], None]) -> None:
    """Have the provider end what it keeps for this session; if it cannot be asked, our own end stands."""
    if held.tokens.refresh is None:
        return
    try:
        tell(held.tokens.refresh)
    except RealmUnavailable as away:
        log.warning("the provider could not be asked to end a session: %s", away.cause)
