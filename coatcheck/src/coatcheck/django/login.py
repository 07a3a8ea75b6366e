"""Browser login on top of mozilla-django-oidc, with what it leaves out.

Its views make the request: state, nonce, PKCE. Ours check the answer: who gives it, that it is used once, and the
ID token by OpenID Connect Core 1.0 section 3.1.3.7. No user row is read or written.
"""

import logging
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from coatcheck.django import login_wiring, session, wiring
from coatcheck.django.answers import problem_response, turn_away
from coatcheck.django.login_flow import (
    Flow,
    LoginFailed,
    check_error,
    check_issuer,
    forget_flow,
    keep_flow,
    single,
    take_flow,
)
from coatcheck.django.session import Held
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.openid import GrantRefused

CALLBACK = "oidc_authentication_callback"
REALM_IS_AWAY = "The authorization server cannot be reached at the moment. Nothing is wrong with your account."

log = logging.getLogger(__name__)


@method_decorator(never_cache, name="dispatch")
class LoginView(OIDCAuthenticationRequestView):  # type: ignore[misc] # the package has no types
    """Send the browser to the provider, and remember where it wanted to go."""

    def __init__(self, **kwargs: Any) -> None:
        # The base reads its settings here, before there is a request; ours come from the provider's metadata.
        super(OIDCAuthenticationRequestView, self).__init__(**kwargs)

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return OIDC_SETTINGS.get(attr, *args)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if wiring.settings().login_client_id is None:
            raise Http404
        provider = login_wiring.provider()
        try:
            self.OIDC_OP_AUTH_ENDPOINT = provider.authorization_url
        except RealmUnavailable as away:
            return realm_is_away(request, away)
        self.OIDC_RP_CLIENT_ID = provider.client_id
        response, flow = self._ask(request)
        keep_flow(request, response, flow)
        return response

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:  # noqa: ARG002 - as the base calls it
        return {"scope": " ".join(wiring.settings().login_scopes)}

    def _ask(self, request: HttpRequest) -> tuple[HttpResponseBase, Flow]:
        """Let the base make the request. It keeps what it asked in a session, which would be a row for every stranger."""
        kept, request.session = request.session, {}  # type: ignore[assignment] # all that it needs
        try:
            response = super().get(request)
            [(state, asked)] = request.session["oidc_states"].items()
        finally:
            request.session = kept
        return response, Flow(state, asked["nonce"], asked["code_verifier"], local_path(request), asked["added_on"])


OIDC_SETTINGS: dict[str, Any] = {"OIDC_USE_PKCE": True, "OIDC_AUTHENTICATION_CALLBACK_URL": CALLBACK}


@method_decorator(never_cache, name="dispatch")
class CallbackView(OIDCAuthenticationCallbackView):  # type: ignore[misc] # the package has no types
    """Take the provider's answer. What does not sign anybody in is a plain 400 with a way on."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        forget_flow(request, response)
        return response

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        flow = None
        try:
            flow = take_flow(request)
            held = answered(request, flow)
        except (LoginFailed, InvalidToken, GrantRefused) as failure:
            return refuse(request, failure, flow)
        except RealmUnavailable as away:
            return realm_is_away(request, away)
        session.begin(request, held)
        return HttpResponseRedirect(flow.next)


def answered(request: HttpRequest, flow: Flow) -> Held:
    """Return the tokens that the answer's code stands for, with everything checked that the code brought."""
    provider = login_wiring.provider()
    check_issuer(request, provider)
    check_error(request)
    redirect_uri = request.build_absolute_uri(reverse(CALLBACK))
    with login_wiring.exchanges().attempt():
        tokens = provider.exchange(single(request, "code"), verifier=flow.verifier, redirect_uri=redirect_uri)
    if tokens.identity is None:
        raise LoginFailed("the token endpoint gave no ID token")
    identity = login_wiring.id_tokens().verify(tokens.identity, nonce=flow.nonce, access_token=tokens.access)
    if wiring.settings().login_userinfo:
        identity = identity.described_by(provider.userinfo(tokens.access))
    held = Held(tokens, identity)
    login_wiring.sessions().judge(held)
    return held


def refuse(request: HttpRequest, failure: Exception, flow: Flow | None) -> HttpResponse:
    log.warning("sign-in refused: %s", failure)
    explanation = failure.explanation if isinstance(failure, LoginFailed) else LoginFailed("").explanation
    context = {"explanation": explanation, "again": login_url(flow.next if flow else "/")}
    return render(request, "coatcheck/login_failed.html", context, status=400)


def local_path(request: HttpRequest) -> str:
    """Return where the browser wants to go afterwards, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else "/"


def realm_is_away(request: HttpRequest, away: RealmUnavailable) -> HttpResponse:
    log.error("the realm is away: %s", away.cause)
    if "text/html" not in request.headers.get("Accept", "*/*"):
        return problem_response(request, turn_away(request, away))
    context = {"explanation": REALM_IS_AWAY, "again": login_url("/")}
    response = render(request, "coatcheck/login_failed.html", context, status=503)
    response["Retry-After"] = str(away.retry_after)
    return response


def login_url(next_page: str) -> str:
    """Return where a person signs in to come back to `next_page`."""
    return f"{reverse('login')}?{urlencode({'next': next_page})}"
