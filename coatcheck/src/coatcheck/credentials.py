"""Our own client at the realm, and its own token: fetched once for all who wait, renewed before it ends."""

import os
import time
from collections.abc import Callable, MutableMapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from coatcheck.client_proof import ClientProof, KeyProof, SecretProof
from coatcheck.config import ConfigurationError, Realm
from coatcheck.discovery import Discovery
from coatcheck.errors import RealmUnavailable
from coatcheck.signature import MAX_TOKEN
from coatcheck.transport import OK, Answer, Transport

DEFAULT_LIFETIME = 60.0
RENEW_AFTER = 0.8


@dataclass(frozen=True, slots=True)
class Grant:
    """A token of our own; from `renew_at` on somebody fetches the next one. Seconds since 1970."""

    token: str = field(repr=False)
    renew_at: float
    expires_at: float


NO_GRANT = Grant("", float("-inf"), float("-inf"))


class ClientCredentials:
    """A confidential client that proves itself by a secret, or by a private key in PEM.

    Raises:
        ConfigurationError: neither or both are given, or the key cannot be read.
    """

    def __init__(
        self,
        realm: Realm,
        transport: Transport,
        client_id: str,
        secret: str | None = None,
        *,
        key: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.client_id = client_id
        self._transport = transport
        self._discovery = Discovery(realm, transport, clock=clock)
        self._proof = self._make_proof(secret, key, realm.issuer, clock)
        self._clock = clock
        self._grants: dict[str, Grant] = {}
        self._flights = Flights()

    def authenticate(self, form: MutableMapping[str, str], headers: MutableMapping[str, str]) -> None:
        """Add to a request to the realm what proves that it is ours.

        Raises:
            RealmUnavailable: how it wants its clients to prove themselves cannot be read.
        """
        self._proof.add_to(form, headers)

    def _make_proof(self, secret: str | None, key: str | None, issuer: str, clock: Callable[[], float]) -> ClientProof:
        if secret and not key:
            return SecretProof(self.client_id, secret, lambda: self._discovery.endpoints().secret_in_form)
        if key and not secret:
            return KeyProof(self.client_id, key, issuer, clock)
        raise ConfigurationError(f"the client {self.client_id} needs a secret or a key, and not both")

    def token(self, scope: str = "") -> str:
        """Return an access token of our own with these scopes, separated by spaces.

        Raises:
            RealmUnavailable: there is none to be had; all who waited hear so.

        RFC 6749 section 4.4.
        """
        grant, now = self._grants.get(scope, NO_GRANT), self._clock()
        if now < grant.renew_at:
            return grant.token
        flight, is_ours = self._flights.board(scope)
        if is_ours:
            self._flights.fly(scope, flight, lambda: self._renewed(scope))
        elif now < grant.expires_at:
            return grant.token
        try:
            return flight.result().token
        except RealmUnavailable:
            if now < grant.expires_at:
                return grant.token
            raise

    def forget(self, token: str) -> None:
        """Fetch anew next time: this token was refused somewhere."""
        for scope, grant in list(self._grants.items()):
            if grant.token == token:
                self._grants.pop(scope, None)

    def _renewed(self, scope: str) -> Grant:
        # Another flight may have landed between our look and our boarding.
        grant = self._grants.get(scope, NO_GRANT)
        if self._clock() >= grant.renew_at:
            grant = self._grants[scope] = self._fetched(scope)
        return grant

    def _fetched(self, scope: str) -> Grant:
        endpoint = self._discovery.endpoints().token
        if endpoint is None:
            raise RealmUnavailable("the realm publishes no token endpoint")
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        headers: dict[str, str] = {}
        self.authenticate(form, headers)
        now = self._clock()
        return read_grant(self._transport.post_form(endpoint, form, headers=headers), now, self.client_id)


class Flights:
    """One fetch at a time for each scope, on which all who need it wait together; none survives a fork."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[int, str], Future[Grant]] = {}

    def board(self, scope: str) -> tuple[Future[Grant], bool]:
        """Return the flight under way, or a new one and True: whoever gets that must `fly` it."""
        new: Future[Grant] = Future()
        flight = self._under_way.setdefault((os.getpid(), scope), new)
        return flight, flight is new

    def fly(self, scope: str, flight: Future[Grant], fetch: Callable[[], Grant]) -> None:
        """Fetch, and tell all who wait how it went, whatever went wrong."""
        try:
            flight.set_result(fetch())
        except BaseException as error:
            flight.set_exception(error)
            if not isinstance(error, RealmUnavailable):
                raise
        finally:
            del self._under_way[(os.getpid(), scope)]


def read_grant(answer: Answer, now: float, client_id: str) -> Grant:
    body = answer.body if isinstance(answer.body, dict) else {}
    token, lifetime = body.get("access_token"), body.get("expires_in", DEFAULT_LIFETIME)
    if answer.status != OK:
        raise RealmUnavailable(f"the realm gave the client {client_id} no token: {answer.status}")
    if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= MAX_TOKEN:
        raise RealmUnavailable(f"the realm's token for the client {client_id} is unreadable")
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        lifetime = DEFAULT_LIFETIME
    return Grant(token, now + RENEW_AFTER * lifetime, now + lifetime)
