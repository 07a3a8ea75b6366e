"""The OpenID provider as a browser login needs it: where it is, and the calls that are made to it."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from coatcheck.config import Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.discovery import Discovery, Endpoints
from coatcheck.errors import RealmUnavailable
from coatcheck.transport import OK, Answer, Transport

NO_CONTENT = 204
# RFC 6749 section 5.2. Keycloak calls a wrong secret `unauthorized_client`.
GRANT_IS_OVER = "invalid_grant"
CLIENT_IS_WRONG = frozenset({"invalid_client", "unauthorized_client"})

logger = logging.getLogger("coatcheck.login")


class GrantRefused(Exception):
    """Raised when the provider refuses a code or a refresh token: only a new login helps.

    `error` is the provider's code (`invalid_grant`). RFC 6749 section 5.2.
    """

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a token endpoint gave: texts that no log may hold, and the access token's life (s since 1970)."""

    access: str
    expires_at: float
    refresh: str | None = None
    identity: str | None = None
    scope: str = ""
    issued_at: float = 0.0

    def renew_at(self, ahead: float) -> float:
        """Return when to renew: so many seconds before the end, but not before half of the life is over."""
        return self.expires_at - min(ahead, (self.expires_at - self.issued_at) / 2)

    def __repr__(self) -> str:
        return f"Tokens(expires_at={self.expires_at})"


class Provider:
    """One client's view of its OpenID provider.

    Every method may raise RealmUnavailable, which says nothing about the person.
    """

    def __init__(
        self,
        realm: Realm,
        discovery: Discovery,
        transport: Transport,
        credentials: ClientCredentials,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = realm.issuer
        self._discovery = discovery
        self._transport = transport
        self._credentials = credentials
        self._clock = clock
        self.client_id = credentials.client_id

    @property
    def endpoints(self) -> Endpoints:
        """What the provider publishes of itself."""
        return self._discovery.endpoints()

    @property
    def authorization_url(self) -> str:
        """Where a browser is sent to sign in."""
        return known(self.endpoints.authorization, "authorization_endpoint")

    def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> Tokens:
        """Return the tokens that this code stands for.

        Raises:
            GrantRefused: the code is stale, used or not ours.

        RFC 6749 section 4.1.3, RFC 7636 section 4.5.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._ask_for_tokens({**form, "code_verifier": verifier}, lambda error: error not in CLIENT_IS_WRONG)

    def renew(self, refresh_token: str) -> Tokens:
        """Return fresh tokens; the given refresh token may be dead afterwards.

        Raises:
            GrantRefused: the session at the provider is over. No other error says so: our secret may be wrong.

        RFC 6749 section 6.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._ask_for_tokens(form, lambda error: error == GRANT_IS_OVER)

    def userinfo(self, access_token: str) -> Mapping[str, object]:
        """Return the claims about the person. OpenID Connect Core 1.0 section 5.3."""
        url = known(self.endpoints.userinfo, "userinfo_endpoint")
        answer = self._transport.get_json(url, headers={"Authorization": f"Bearer {access_token}"})
        if answer.status != OK or not isinstance(answer.body, dict):
            raise RealmUnavailable(f"userinfo answered {answer.status}")
        return answer.body

    def end_session(self, refresh_token: str) -> None:
        """Ask the provider to end the session that a refresh token belongs to, or at least to forget the token.

        Keycloak ends a session by its refresh token where browsers end theirs; no standard has this.
        """
        if not self._ends_by_token(refresh_token):
            self.revoke(refresh_token)

    def revoke(self, refresh_token: str) -> None:
        """Ask the provider to forget a refresh token; one without such an endpoint is not asked. RFC 7009."""
        if url := self.endpoints.revocation:
            self._post(url, {"token": refresh_token, "token_type_hint": "refresh_token"})

    def end_session_url(self, *, id_token: str | None, return_to: str, state: str) -> str | None:
        """Return where the browser is sent to end the provider's own session, if it has such a place.

        OpenID Connect RP-Initiated Logout 1.0 section 2.
        """
        url = self.endpoints.end_session
        if url is None:
            return None
        query = {"client_id": self.client_id, "post_logout_redirect_uri": return_to, "state": state}
        if id_token is not None:
            query["id_token_hint"] = id_token
        return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query)}"

    def _ends_by_token(self, refresh_token: str) -> bool:
        url = self.endpoints.end_session
        try:
            return url is not None and self._post(url, {"refresh_token": refresh_token}).status == NO_CONTENT
        except RealmUnavailable:
            return False

    def _ask_for_tokens(self, form: dict[str, str], is_final: Callable[[str], bool]) -> Tokens:
        answer = self._post(known(self.endpoints.token, "token_endpoint"), form)
        body = answer.body
        if not isinstance(body, dict):
            raise RealmUnavailable(f"the token endpoint answered {answer.status} without an object")
        if answer.status == OK:
            return read_tokens(body, now=self._clock())
        error = body.get("error")
        if answer.status in (400, 401, 403) and isinstance(error, str) and is_final(error):
            raise GrantRefused(error)
        logger.error("no tokens for the client %s: %d %.40r", self.client_id, answer.status, error)
        raise RealmUnavailable(f"the token endpoint answered {answer.status} {error!r:.40}")

    def _post(self, url: str, form: dict[str, str]) -> Answer:
        headers: dict[str, str] = {}
        self._credentials.authenticate(form, headers)
        return self._transport.post_form(url, form, headers=headers)


def known(url: str | None, name: str) -> str:
    """Return an address that the provider must have published."""
    if url is None:
        raise RealmUnavailable(f"the provider's metadata names no {name}")
    return url


def read_tokens(body: Mapping[str, object], *, now: float) -> Tokens:
    """Return the tokens of a token endpoint's answer. RFC 6749 section 5.1."""
    texts = {name: value for name, value in body.items() if isinstance(value, str)}
    if "access_token" not in texts or texts.get("token_type", "").lower() != "bearer":
        raise RealmUnavailable("the token endpoint gave no bearer token")
    lifetime = body.get("expires_in")
    seconds = lifetime if isinstance(lifetime, int) and not isinstance(lifetime, bool) and lifetime > 0 else 60
    return Tokens(
        access=texts["access_token"],
        expires_at=now + seconds,
        refresh=texts.get("refresh_token"),
        identity=texts.get("id_token"),
        scope=texts.get("scope", ""),
        issued_at=now,
    )
