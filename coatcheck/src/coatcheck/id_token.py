"""Check an ID token: who signed in, for which client, in answer to which login."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from coatcheck.errors import Reason, require
from coatcheck.keys import KeySource
from coatcheck.payload import read_audience, read_text, read_time, text_or_none
from coatcheck.signature import check_signature, read_token

TYPES = frozenset({"jwt", None})
HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "DSA": hashlib.sha512}

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class IdToken:
    """What the provider says of a login. Times are seconds since 1970."""

    issuer: str
    subject: str
    audience: frozenset[str]
    issued_at: float
    session_id: str | None = None
    claims: Payload = field(default_factory=dict, repr=False, compare=False)

    def described_by(self, userinfo: Payload) -> "IdToken":
        """Add what userinfo says of the same person; what is signed counts more.

        Raises:
            InvalidToken: it speaks of somebody else.

        OpenID Connect Core 1.0 section 5.3.2.
        """
        require(userinfo.get("sub") == self.subject, Reason.WRONG_SUBJECT, "sub")
        return replace(self, claims={**userinfo, **self.claims})


@dataclass(frozen=True, slots=True)
class IdTokenVerifier:
    """The rules of OpenID Connect Core 1.0 section 3.1.3.7, for one client of one issuer. Times are in seconds."""

    issuer: str
    client_id: str
    keys: KeySource
    algorithms: frozenset[str]
    leeway: int = 30
    clock: Callable[[], float] = time.time

    def verify(self, token: str, *, nonce: str, access_token: str | None = None) -> IdToken:
        """Return the login that an ID token speaks of, in answer to a request with this nonce.

        Raises:
            InvalidToken: a rule is broken; `reason` says which.
            RealmUnavailable: the provider's keys cannot be had.
        """
        payload, algorithm = self._read(token)
        identity = self._check(payload)
        require(payload.get("nonce") == nonce, Reason.WRONG_NONCE, "nonce")
        check_access_token(payload, access_token, algorithm)
        return identity

    def verify_renewed(self, token: str, old: IdToken) -> IdToken:
        """Return the login of an ID token that came with a renewal: the same person, for the same client.

        OpenID Connect Core 1.0 section 12.2.
        """
        payload, _ = self._read(token)
        new = self._check(payload)
        require(new.subject == old.subject, Reason.WRONG_SUBJECT, "sub")
        require(new.audience == old.audience, Reason.WRONG_AUDIENCE, "aud")
        # SHOULD NOT be there, and if it is, MUST be the old one's.
        require(payload.get("nonce") in (None, old.claims.get("nonce")), Reason.WRONG_NONCE, "nonce")
        return new

    def _read(self, token: str) -> tuple[Payload, str]:
        header, signed = read_token(token, self.algorithms, types=TYPES, key_id_required=False)
        key = self.keys.find(header.key_id, header.algorithm)
        return check_signature(signed, key, header.algorithm), header.algorithm

    def _check(self, payload: Payload) -> IdToken:
        now, audience = self.clock(), read_audience(payload)
        require(read_text(payload, "iss") == self.issuer, Reason.WRONG_ISSUER, "iss")
        require(self.client_id in audience, Reason.WRONG_AUDIENCE, "aud")
        check_party(payload, audience, self.client_id)
        require(payload.get("typ", "ID") == "ID", Reason.WRONG_PAYLOAD_TYPE, "typ")
        require(now - self.leeway < read_time(payload, "exp"), Reason.EXPIRED, "exp")
        require(read_time(payload, "iat") <= now + self.leeway, Reason.NOT_YET_VALID, "iat")
        return IdToken(
            issuer=self.issuer,
            subject=read_text(payload, "sub"),
            audience=audience,
            issued_at=read_time(payload, "iat"),
            session_id=text_or_none(payload.get("sid")),
            claims=payload,
        )


def check_party(payload: Payload, audience: frozenset[str], client_id: str) -> None:
    """Several audiences need an authorized party, and one that is named must be us."""
    if len(audience) > 1 or "azp" in payload:
        require(payload.get("azp") == client_id, Reason.WRONG_CLIENT, "azp")


def check_access_token(payload: Payload, access_token: str | None, algorithm: str) -> None:
    """Hold the access token against `at_hash`, where there is one. OpenID Connect Core 1.0 section 3.1.3.6."""
    expected = payload.get("at_hash")
    if expected is None or access_token is None:
        return
    digest = HASHES[algorithm[-3:]](access_token.encode()).digest()
    ours = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    require(
        isinstance(expected, str) and hmac.compare_digest(ours, expected.encode()), Reason.WRONG_ACCESS_TOKEN, "at_hash"
    )
