"""What browser login is made of: each part made once a process, when it is first needed."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from coatcheck.attempts import Attempts
from coatcheck.claims import Claims
from coatcheck.credentials import ClientCredentials
from coatcheck.discovery import Discovery
from coatcheck.django import wiring
from coatcheck.django.once import OnceAProcess
from coatcheck.django.renewal import Sessions
from coatcheck.django.session import Held
from coatcheck.errors import InvalidToken, Reason
from coatcheck.id_token import IdTokenVerifier
from coatcheck.openid import Provider
from coatcheck.payload import read_roles, read_scopes
from coatcheck.principal import Principal


@OnceAProcess
def provider() -> Provider:
    """The OpenID provider, as our login client sees it."""
    given = wiring.settings()
    if given.login_client_id is None:
        raise ImproperlyConfigured("browser login needs COATCHECK['LOGIN_CLIENT_ID']")
    credentials = ClientCredentials(
        wiring.realm(),
        wiring.transport(),
        given.login_client_id,
        secret=given.login_client_secret,
        key=given.login_client_key,
    )
    discovery = Discovery(wiring.realm(), wiring.transport(), attempts=Attempts(at_once=2, wait=1.0))
    return Provider(wiring.realm(), discovery, wiring.transport(), credentials)


@OnceAProcess
def exchanges() -> Attempts:
    """When a code is taken to the provider: any stranger can come with one, and the provider may be silent."""
    return Attempts(at_once=4, wait=1.0)


@OnceAProcess
def id_tokens() -> IdTokenVerifier:
    """The check of an ID token, with the keys that access tokens are checked with."""
    policy = wiring.policy()
    return IdTokenVerifier(policy.issuer, provider().client_id, wiring.keys(), policy.algorithms, policy.leeway)


@OnceAProcess
def sessions() -> Sessions:
    """Who judges and renews what sessions hold."""
    given = wiring.settings()
    return Sessions(
        JUDGES[given.login_principal],
        provider(),
        id_tokens(),
        renew_ahead=given.renew_ahead,
        asks_userinfo=given.login_userinfo,
    )


def judge_by_access_token(held: Held) -> Principal:
    """The rule: a session is good for what its access token is good for, by the same check as a bearer's."""
    return wiring.verifier().verify(held.tokens.access)


def judge_by_id_token(held: Held) -> Principal:
    """For providers whose access tokens are not for us to read: the login counts, as long as its tokens live."""
    verifier, identity = wiring.verifier(), held.identity
    if verifier.clock() >= held.tokens.expires_at:
        raise InvalidToken(Reason.EXPIRED)
    name = identity.claims.get("preferred_username")
    claims = Claims(
        issuer=identity.issuer,
        subject=identity.subject,
        audience=identity.audience,
        expires_at=held.tokens.expires_at,
        issued_at=identity.issued_at,
        token_id="",
        client=provider().client_id,
        session_id=identity.session_id or "",
        username=name if isinstance(name, str) else identity.subject,
        roles=read_roles(identity.claims.get("realm_access")),
        scopes=read_scopes(held.tokens.scope),
        raw=identity.claims,
    )
    verifier.revocations.refuse_revoked(claims)
    return Principal.from_claims(claims, verifier.policy)


JUDGES: dict[str, Callable[[Held], Principal]] = {
    "access_token": judge_by_access_token,
    "id_token": judge_by_id_token,
}
