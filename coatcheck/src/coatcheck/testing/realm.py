"""An authorization server on loopback that issues any token and fails in any way a test asks for."""

import json
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self

from coatcheck.testing import endpoints, events, logins
from coatcheck.testing.faults import Fault
from coatcheck.testing.issuing import Issuer
from coatcheck.testing.keys import SigningKey, make_key
from coatcheck.testing.server import Received, Reply, Server

ENDPOINTS: dict[str, endpoints.Endpoint] = {
    "metadata": endpoints.metadata,
    "oauth-metadata": endpoints.metadata,
    "keys": endpoints.keys,
    "token": endpoints.token,
    "introspection": endpoints.introspection,
    "authorization": logins.authorization,
    "userinfo": logins.userinfo,
    "revocation": logins.revocation,
    "end-session": logins.end_session,
    "elsewhere": endpoints.elsewhere,
    "events": events.feed,
    "admin-events": events.feed,
    "events-config": events.feed,
}


class StandInRealm(Issuer):
    """A realm as Keycloak's look from outside, at `issuer`, until `close`.

    Tests may change its attributes at any time: `audience` (of tokens that name none), `lifetime` of tokens in
    seconds, `clock`, `keys` (published; the first one signs), `extra_keys` (raw members of the key set),
    `clients` (secret or key by client id), `metadata_changes`, `introspection_answer`, `events`, `admin_events`,
    `events_config`, `logins` (how browsers sign in). `requests` counts by endpoint: `metadata`, `keys`, `token`, `introspection`, …
    """

    def __init__(self, name: str = "test", *, clock: Callable[[], float] = time.time) -> None:
        self.server = Server(endpoints.paths_of(name), self._answer)
        super().__init__(f"{self.server.url}/realms/{name}", clock)
        self.extra_keys: list[dict[str, object]] = [make_key("realm-enc").jwk(use="enc", alg="RSA-OAEP")]
        self.clients: dict[str, str | SigningKey] = {"orders": "orders-secret"}
        self.metadata_changes: dict[str, object] = {}
        self.introspection_answer: object = None
        self.logins = logins.Logins()
        self.events: list[events.Event] = []
        self.admin_events: list[events.Event] = []
        self.events_config: events.Event = dict(events.CONFIG)
        self._assertions: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def requests(self) -> Counter[str]:
        return self.server.requests

    @property
    def received(self) -> list[Received]:
        return self.server.received

    def url_of(self, endpoint: str) -> str:
        return self.server.url + self.server.paths[endpoint]

    def key_set(self) -> dict[str, object]:
        """Return what the realm publishes: its signing keys, and one for encryption as Keycloak has it."""
        return {"keys": [key.jwk() for key in self.keys] + self.extra_keys}

    def record_event(self, kind: str, **fields: object) -> events.Event:
        """Put a user event into the feed, now: `record_event("LOGOUT", sessionId=…)`."""
        self.events.append(events.make_event(kind, int(self.clock() * 1000), fields))
        return self.events[-1]

    def record_admin_event(
        self, operation: str, resource: str, path: str, representation: object = None
    ) -> events.Event:
        """Put an admin event into the feed, now: `record_admin_event("ACTION", "USER", "users/ID/logout")`."""
        text = None if representation is None else json.dumps(representation)
        self.admin_events.append(events.make_admin_event(operation, resource, path, int(self.clock() * 1000), text))
        return self.admin_events[-1]

    def misbehave(self, fault: Fault | str, endpoint: str | None = None, *, delay: float = 1.0) -> None:
        """Go wrong in this way at one endpoint, or at all of them, until `mend`. `delay` is for `SLOW`, in seconds."""
        self.server.break_down(Fault(fault), endpoint, delay)

    def mend(self) -> None:
        """Behave again, on the same port."""
        self.server.mend()

    def close(self) -> None:
        self.server.close()

    def fault_of(self, endpoint: str) -> Fault | None:
        return self.server.faults.get(endpoint, self.server.faults.get(None))

    def first_use(self, assertion_id: str) -> bool:
        """Tell whether a client assertion's `jti` is seen for the first time. RFC 7523 section 3."""
        known = assertion_id in self._assertions
        self._assertions.add(assertion_id)
        return not known

    def is_own_token(self, header: str) -> bool:
        """Tell whether an Authorization header carries a token issued here that has not ended."""
        claims = self.issued.get(header.removeprefix("Bearer "))
        return claims is not None and claims.get("jti") not in self.ended

    def _answer(self, request: Received) -> Reply:
        endpoint = ENDPOINTS.get(request.endpoint)
        return endpoint(self, request) if endpoint else Reply({"error": "not_found"}, 404)
