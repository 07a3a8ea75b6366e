"""Who does this token speak for? The whole story, top to bottom."""

import time
from collections.abc import Callable
from typing import Protocol

from coatcheck.claims import Claims, check_claims, read_claims
from coatcheck.config import Policy
from coatcheck.errors import InvalidToken, Reason
from coatcheck.keys import KeySource
from coatcheck.principal import Principal
from coatcheck.signature import MAX_TOKEN, check_signature, read_token
from coatcheck.verdicts import Verdict, Verdicts, digest_of


class RevocationCheck(Protocol):
    """Knows which tokens are dead."""

    def refuse_revoked(self, claims: Claims) -> None:
        """Raise InvalidToken if what these claims speak of has ended."""
        ...


class NothingRevoked:
    """For who keeps no record of what has ended: tokens live until they expire."""

    def refuse_revoked(self, claims: Claims) -> None:
        """Refuse nothing."""


NOTHING_REVOKED = NothingRevoked()


class TokenVerifier:
    """Decides about access tokens, alone and in microseconds.

    It asks nobody: keys, revocations and earlier verdicts are in memory, and time is what `clock` says, in seconds
    since 1970.
    """

    def __init__(
        self,
        policy: Policy,
        keys: KeySource,
        *,
        revocations: RevocationCheck = NOTHING_REVOKED,
        verdicts: Verdicts | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.policy = policy
        self.keys = keys
        self.revocations = revocations
        self.verdicts = verdicts or Verdicts()
        self.clock = clock

    def verify(self, token: str) -> Principal:
        """Return who the token speaks for.

        Nothing the token says is believed before its signature is checked; that it was not revoked is checked each
        time.

        Raises:
            InvalidToken: the token is refused; `reason` says why.
            RealmUnavailable: the realm's keys cannot be had.

        RFC 9068 section 4.
        """
        if len(token) > MAX_TOKEN:
            raise InvalidToken(Reason.TOO_LARGE)
        digest, version, now = digest_of(token), self.keys.version, self.clock()
        verdict = self.verdicts.find(digest, version, now)
        if verdict is None:
            verdict = self.verdicts.keep(digest, self.judge(token, now), version, now)
        self.revocations.refuse_revoked(verdict.claims)
        return verdict.principal

    def judge(self, token: str, now: float) -> Verdict:
        """Return the verdict on a token that was not seen lately; raises as `verify`."""
        header, signed = read_token(token, self.policy.algorithms, types=self.policy.header_types)
        key = self.keys.find(header.key_id, header.algorithm)
        claims = read_claims(check_signature(signed, key, header.algorithm))
        check_claims(claims, self.policy, now)
        return Verdict(Principal.from_claims(claims, self.policy), claims)
