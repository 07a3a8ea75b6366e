"""Read and check a back-channel logout token: who says which session, or whose, is over."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coatcheck.entries import Entry, Kind
from coatcheck.errors import Reason, require
from coatcheck.keys import KeySource
from coatcheck.payload import is_text, read_audience, read_text, read_time
from coatcheck.signature import check_signature, read_token

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPES = frozenset({"logout+jwt", "jwt", None})
MAX_AGE = 300.0

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Logout:
    """A logout that its issuer vouches for. `cause` is its unique name."""

    cause: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class LogoutVerifier:
    """The rules of OpenID Connect Back-Channel Logout 1.0 section 2.6, for one client of one issuer.

    That a token is used once is for who keeps what it ended, by `Logout.cause`. Times are in seconds.
    """

    issuer: str
    client_id: str
    keys: KeySource
    algorithms: frozenset[str]
    leeway: int = 30
    clock: Callable[[], float] = time.time

    def verify(self, token: str) -> Logout:
        """Return what a logout token ends: its session, or where it names none, every session of its subject.

        Raises:
            InvalidToken: a rule is broken; `reason` says which.
            RealmUnavailable: the issuer's keys cannot be had.
        """
        header, signed = read_token(token, self.algorithms, types=TYPES, key_id_required=False)
        key = self.keys.find(header.key_id, header.algorithm)
        payload = check_signature(signed, key, header.algorithm)
        self._check_times(payload)
        require(read_text(payload, "iss") == self.issuer, Reason.WRONG_ISSUER, "iss")
        require(self.client_id in read_audience(payload), Reason.WRONG_AUDIENCE, "aud")
        check_kind(payload)
        return Logout(self._cause(payload), entry_of(payload))

    def _check_times(self, payload: Payload) -> None:
        now, issued_at, expires_at = self.clock(), read_time(payload, "iat"), read_time(payload, "exp")
        require(now - self.leeway < expires_at, Reason.EXPIRED, "exp")
        require(issued_at <= now + self.leeway, Reason.NOT_YET_VALID, "iat")
        require(now - issued_at <= MAX_AGE + self.leeway, Reason.EXPIRED, "iat")
        require(expires_at - issued_at <= MAX_AGE, Reason.LIFETIME_TOO_LONG, "exp")

    def _cause(self, payload: Payload) -> str:
        return "logout/" + hashlib.sha256(f"{self.issuer} {read_text(payload, 'jti')}".encode()).hexdigest()


def check_kind(payload: Payload) -> None:
    """Tell a logout token from every other kind, which an attacker may have at hand."""
    events = payload.get("events")
    # "Verify that the Logout Token contains an events Claim whose value is a JSON object containing the member name".
    require(isinstance(events, dict) and isinstance(events.get(EVENT), dict), Reason.WRONG_TYPE, "events")
    # "Verify that the Logout Token does not contain a nonce Claim."
    require("nonce" not in payload, Reason.WRONG_TYPE, "nonce")
    require(payload.get("typ", "Logout") == "Logout", Reason.WRONG_PAYLOAD_TYPE, "typ")


def entry_of(payload: Payload) -> Entry:
    """Return the entry that the token's `sid`, or else its `sub`, asks for; an odd one of either is refused."""
    for name in ("sid", "sub"):
        require(name not in payload or is_text(payload[name]), Reason.MALFORMED_CLAIM, name)
    second = int(read_time(payload, "iat"))
    if "sid" in payload:
        return Entry(Kind.SESSION, str(payload["sid"]), second)
    return Entry(Kind.SUBJECT, read_text(payload, "sub"), second)
