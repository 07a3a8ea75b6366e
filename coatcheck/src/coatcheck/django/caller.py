"""Who calls: the credential of a Django request, read and verified once, whoever asks first.

What was found is kept on the request itself, because Django REST framework makes new authenticators to write
a refusal's header than those that refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import get_script_prefix

from coatcheck.bearer import read_bearer
from coatcheck.challenge import write_challenge
from coatcheck.django import wiring
from coatcheck.django.limiting import refusal_limit
from coatcheck.django.once import OnceAProcess
from coatcheck.django.tracing import are_collected, traced
from coatcheck.errors import CoatcheckError, Refusal, TooManyRefusals
from coatcheck.principal import Principal
from coatcheck.requirements import Lack, Requirement

METADATA_PATH = ".well-known/oauth-protected-resource"
OPEN_PATHS = ("/livez", "/readyz", "/metrics")
OPEN_FOLDERS = ("/static/", "/.well-known/", *(f"{path}/" for path in OPEN_PATHS))
ATTRIBUTE = "coatcheck"


@dataclass(slots=True)
class Caller:
    """What is known of a request's caller so far.

    `error` is why its credential was turned away, `lack` what an accepted caller was found to lack; `met` is what it
    was found to hold, `asked` the caller as the realm described it, where it was asked; `answer` is
    what the request was turned away with in the end, `is_challenged` that it was asked for a credential.
    `find_session` and `find_session_token` are set by whatever keeps browser sessions; they return whom the session
    speaks for, and its access token.
    """

    is_read: bool = False
    bearer: Principal | None = None
    session: Principal | None = None
    token: str | None = None
    error: CoatcheckError | None = None
    lack: Lack | None = None
    met: tuple[Requirement, ...] = ()
    asked: Principal | None = None
    answer: CoatcheckError | None = None
    is_challenged: bool = False
    find_session: Callable[[], Principal | None] | None = None
    find_session_token: Callable[[], str | None] | None = None

    @property
    def principal(self) -> Principal | None:
        """Whom the request speaks for, as far as somebody has asked: the realm, else its token, else its session."""
        return self.asked or self.bearer or self.session

    def __repr__(self) -> str:
        return f"Caller({self.principal!r}, error={self.error!r})"


def caller_of(request: HttpRequest) -> Caller:
    """Return what is known of the request's caller, without reading the credential."""
    caller: Caller | None = getattr(request, ATTRIBUTE, None)
    if caller is None:
        caller = Caller()
        setattr(request, ATTRIBUTE, caller)
    return caller


def authenticate(request: HttpRequest) -> Principal | None:
    """Return who the request's access token speaks for, None where it has none.

    Raises:
        InvalidRequest: the credential is malformed, there are several, or it stands in the query.
        InvalidToken: the token is refused.
        RealmUnavailable: nothing can be decided.
    """
    caller = caller_of(request)
    if not caller.is_read:
        try:
            caller.token = read_token(request)
            caller.bearer = None if caller.token is None else verify()(caller.token)
        except CoatcheckError as error:
            caller.error = limited(request, error)
        caller.is_read = True
    if caller.error is not None:
        raise caller.error
    return caller.bearer


@OnceAProcess
def verify() -> Callable[[str], Principal]:
    """Verifies a token; in a span, where somebody collects spans by the time of this process's first token."""
    verify = wiring.verifier().verify
    return traced("coatcheck.verify")(verify) if are_collected() else verify


def find_session_principal(request: HttpRequest) -> Principal | None:
    """Return whom the request's browser session speaks for, None where it has none, or a header that counts alone."""
    if has_header(request):
        return None
    caller = caller_of(request)
    if caller.session is None and caller.find_session is not None:
        caller.session = caller.find_session()
    return caller.session


def find_token(request: HttpRequest) -> str | None:
    """Return the access token behind the request, its own or its session's, for asking the realm about it."""
    caller = caller_of(request)
    if caller.token is None and find_session_principal(request) is not None and caller.find_session_token is not None:
        return caller.find_session_token()
    return caller.token


def read_token(request: HttpRequest) -> str | None:
    """Return the request's bearer token, unverified; None where it carries none or its path never takes one.

    An empty header is not an absent one: granian hands over a header with bytes outside ASCII as an empty text.
    """
    if is_open(request.path_info):
        return None
    value = request.META.get("HTTP_AUTHORIZATION")
    return read_bearer([] if value is None else [value], request.META.get("QUERY_STRING", ""))


def has_header(request: HttpRequest) -> bool:
    """Tell whether the request is judged by its `Authorization` header alone, whatever that holds."""
    return "HTTP_AUTHORIZATION" in request.META


def limited(request: HttpRequest, error: CoatcheckError) -> CoatcheckError:
    """Return the error, or another where this address has been refused too often."""
    limit = refusal_limit()
    if limit is None or not isinstance(error, Refusal):
        return error
    wait = limit.count(request.META.get("REMOTE_ADDR", ""))
    return TooManyRefusals(wait) if wait else error


def is_open(path: str) -> bool:
    """Tell whether a path never reads a credential, whatever is sent to it."""
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


def challenge(request: HttpRequest, refusal: Refusal | None) -> str:
    """Return the value of `WWW-Authenticate`. RFC 6750 section 3, RFC 9728 section 5.1."""
    public_url = wiring.settings().public_url
    root = f"{public_url.rstrip('/')}/" if public_url else request.build_absolute_uri(get_script_prefix())
    return write_challenge(wiring.settings().audience, root + METADATA_PATH, refusal)
