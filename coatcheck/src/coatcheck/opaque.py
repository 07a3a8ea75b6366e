"""Tokens that only the realm can read: opaque ones, and signed ones that carry next to nothing."""

import time
from collections.abc import Callable

from coatcheck.config import Policy
from coatcheck.introspection import Introspector
from coatcheck.keys import KeySource
from coatcheck.principal import Principal
from coatcheck.verdicts import Verdict, Verdicts
from coatcheck.verifier import NOTHING_REVOKED, RevocationCheck, TokenVerifier


class IntrospectingVerifier(TokenVerifier):
    """Has the realm decide about every token that was not seen lately.

    What it said is remembered as any verdict is: by digest, a bounded number of them, for a minute at most. What has
    ended is refused from memory at each use, remembered or not.
    """

    def __init__(
        self,
        policy: Policy,
        keys: KeySource,
        introspector: Introspector,
        *,
        revocations: RevocationCheck = NOTHING_REVOKED,
        verdicts: Verdicts | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(policy, keys, revocations=revocations, verdicts=verdicts, clock=clock)
        self._introspector = introspector

    def judge(self, token: str, now: float) -> Verdict:  # noqa: ARG002 - the introspector has a clock
        """Return the realm's verdict.

        Raises:
            InvalidToken: the realm calls the token dead, or it is not for us.
            RealmUnavailable: the realm refuses to say, or what it says makes no sense.
        """
        claims = self._introspector.ask(token)
        return Verdict(Principal.from_claims(claims, self.policy), claims)
