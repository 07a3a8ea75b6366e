"""`request.user` for browsers: the principal of the session, judged anew at each request."""

import logging

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from coatcheck.django import login_wiring, session, wiring
from coatcheck.django.caller import caller_of, has_header, is_open
from coatcheck.django.login import login_url, realm_is_away
from coatcheck.django.session import SessionEnded
from coatcheck.errors import RealmUnavailable
from coatcheck.principal import Principal

log = logging.getLogger(__name__)


class LoginMiddleware(AuthenticationMiddleware):
    """Put the session's principal, or an anonymous user, on the request.

    It stands where Django's AuthenticationMiddleware would, behind the session middleware. A request with an
    `Authorization` header is judged by that alone, and its session is not looked at. A person whose session the
    realm has ended is sent to sign in again, once; a page that is fetched, not visited, is answered as anonymous.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:  # type: ignore[override] # the stub has None
        try:
            principal = signed_in(request) if is_judged(request) else None
        except SessionEnded:
            session.end(request)
            if is_visit(request):
                return HttpResponseRedirect(login_url(request.get_full_path()))
            principal = None
        except RealmUnavailable as away:
            if not is_sign_out(request):
                return realm_is_away(request, away)
            principal = None
        self.put_user(request, principal)
        return None

    def put_user(self, request: HttpRequest, principal: Principal | None) -> None:
        user = AnonymousUser() if principal is None else wiring.user_maker()(principal)
        request.user = user
        request.auser = sync_to_async(lambda: user, thread_sensitive=False)
        caller = caller_of(request)
        caller.find_session = lambda: principal
        caller.find_session_token = lambda: session.access_token(request)


def is_judged(request: HttpRequest) -> bool:
    """Tell whether the session counts: not beside a header, nor where no credential is read."""
    return not has_header(request) and not is_open(request.path_info)


def signed_in(request: HttpRequest) -> Principal | None:
    """Return whom the browser's session speaks for.

    Raises:
        SessionEnded: it was signed in, and is no longer.
        RealmUnavailable: its token must be renewed, and the realm cannot be asked.
    """
    if session.SESSION_KEY not in request.session:
        return None
    row = session.find(request)
    if row is None:
        raise SessionEnded
    return login_wiring.sessions().principal(row)


def is_sign_out(request: HttpRequest) -> bool:
    """Tell the way out, ours and the admin's: nobody needs the realm's leave to take it."""
    try:
        return resolve(request.path_info).url_name == "logout"
    except Resolver404:
        return False


def is_visit(request: HttpRequest) -> bool:
    """Tell a page that a person goes to from one that a script fetches, and from the way to sign in or out."""
    if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
        return False
    return request.path not in (reverse("login"), reverse("oidc_authentication_callback"), reverse("signed_out"))
