"""What ends a token: one value that says which tokens are meant and what becomes of them.

ended   never accepted again; the session behind them is over
renew   not accepted, but a fresh one is to be had: a browser session exchanges it, and nobody is signed out
"""

from dataclasses import dataclass
from enum import StrEnum

# Seconds: what Keycloak lets a session live unless told otherwise, and what clocks and late events may add to a token.
SESSION_LIFE = 36_000
GRACE = 300


class Kind(StrEnum):
    """Which tokens an entry means: the key it compares. `KEYS` means none: the realm's keys changed, fetch them."""

    TOKEN = "token"  # noqa: S105 - the `jti`, not a secret
    SESSION = "session"
    SESSION_CLIENT = "session_client"
    SUBJECT = "subject"
    SUBJECT_CLIENT = "subject_client"
    CLIENT = "client"
    ROLE = "role"
    ISSUER = "issuer"
    KEYS = "keys"


OF_A_CLIENT = frozenset({Kind.SESSION_CLIENT, Kind.SUBJECT_CLIENT})


class Effect(StrEnum):
    """What becomes of the tokens that an entry means."""

    ENDED = "ended"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class Entry:
    """Tokens that are not accepted any more: those with this key, issued at or before `until` (whole seconds).

    `key` is the token id, session id, subject, client, role or issuer that `kind` names; `client` completes the two
    kinds that compare a client as well. A token id and a session id never come back, so for these two kinds `until`
    tells only how long the entry is kept.

    Raises:
        ValueError: `client` is missing where the kind compares one, or there where it does not.
    """

    kind: Kind
    key: str
    until: int
    effect: Effect = Effect.ENDED
    client: str = ""

    def __post_init__(self) -> None:
        if (self.client != "") is not (self.kind in OF_A_CLIENT):
            raise ValueError(f"an entry of kind {self.kind} and client {self.client!r}")

    def forget_at(self, token_life: int) -> int:
        """Return the second from which no living token can be meant, where a token lives so many seconds at most.

        A session can outlive a logout that raced with its use (keycloak #51127), so an entry for a whole session
        is kept for as long as a session can live.
        """
        return self.until + (max(SESSION_LIFE, token_life) if self.kind is Kind.SESSION else token_life)
