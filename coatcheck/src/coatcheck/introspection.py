"""Asking the realm about one token: slower than deciding alone, and the last word on whether it still lives."""

import logging
import time
from collections.abc import Callable, Mapping

from coatcheck.claims import Claims, check_claims, read_claims
from coatcheck.config import Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.discovery import Discovery
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.transport import OK, Transport

AUTHORITY = frozenset({"realm_access", "resource_access", "scope"})

logger = logging.getLogger("coatcheck.introspection")


class Introspector:
    """Asks as the client of `credentials`, which must be named in the token's `aud` (Keycloak tells no other)."""

    def __init__(
        self,
        policy: Policy,
        realm: Realm,
        transport: Transport,
        credentials: ClientCredentials,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._policy = policy
        self._transport = transport
        self._discovery = Discovery(realm, transport, clock=clock)
        self._credentials = credentials
        self._clock = clock

    def ask(self, token: str, known: Claims | None = None) -> Claims:
        """Return what the realm says of this token.

        `known` are the claims of the token itself, where it was verified: the answer must then be about the same
        subject and token, and what it leaves out is taken from there (see `completed`). That the realm calls a token active does not
        make it ours: the answer's claims are checked like any token's.

        Raises:
            InvalidToken: the realm calls the token dead, or it is not for us.
            RealmUnavailable: the realm refuses to say, or what it says makes no sense.

        RFC 7662 section 2.2.
        """
        answer = self._answer(token)
        # Nothing but the boolean will do: "true" and 1 have both been seen.
        if answer.get("active") is not True:
            raise InvalidToken(Reason.INACTIVE)
        claims = read_answer(completed(answer, known) if known else answer)
        if known and (claims.subject, claims.token_id) != (known.subject, known.token_id):
            raise RealmUnavailable("the realm answered about another token")
        check_claims(claims, self._policy, self._clock())
        return claims

    def _answer(self, token: str) -> Mapping[str, object]:
        endpoint = self._discovery.endpoints().introspection
        if endpoint is None:
            raise RealmUnavailable("the realm publishes no introspection endpoint")
        form, headers = {"token": token, "token_type_hint": "access_token"}, dict[str, str]()
        self._credentials.authenticate(form, headers)
        answer = self._transport.post_form(endpoint, form, headers=headers)
        if answer.status != OK or not isinstance(answer.body, dict):
            logger.error("the realm refuses introspection to %s: %d", self._credentials.client_id, answer.status)
            raise RealmUnavailable(f"the realm refuses introspection: {answer.status}")
        return answer.body


def completed(answer: Mapping[str, object], known: Claims) -> Mapping[str, object]:
    """Return the answer with what it leaves out, as the token has it.

    With a payload's `typ` it is the token made anew, as Keycloak does it: a role that it leaves out is gone.
    """
    lost = AUTHORITY if "typ" in answer else frozenset()
    return {name: value for name, value in known.raw.items() if name not in lost} | dict(answer)


def read_answer(answer: Mapping[str, object]) -> Claims:
    try:
        return read_claims(answer)
    except InvalidToken as error:
        raise RealmUnavailable(f"the realm's introspection is unreadable: {error}") from error
