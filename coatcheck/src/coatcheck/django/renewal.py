"""Keep a browser session's tokens fresh: one renewal for however many tabs and workers ask."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import OperationalError, connections, router, transaction
from django.db.models import QuerySet

from coatcheck.attempts import Attempts
from coatcheck.django.models import LoginSession
from coatcheck.django.session import Held, SessionEnded, keep
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.id_token import IdToken, IdTokenVerifier
from coatcheck.openid import GrantRefused, Provider, Tokens
from coatcheck.principal import Principal

RENEWABLE = frozenset({Reason.EXPIRED, Reason.RENEWAL_NEEDED})
LOCK_TIMEOUT = "6s"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Judges and renews what browser sessions hold. `renew_ahead` is in seconds before the access token's end.

    A renewal holds a thread and a connection to the database while the realm answers, so few are `attempts`.
    """

    judge: Callable[[Held], Principal]
    provider: Provider
    id_tokens: IdTokenVerifier
    renew_ahead: int = 60
    asks_userinfo: bool = False
    clock: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep
    attempts: Attempts = field(default_factory=lambda: Attempts(at_once=2, wait=1.0))

    def principal(self, row: LoginSession) -> Principal:
        """Return whom the session speaks for, with the roles of its current access token.

        Raises:
            SessionEnded: the realm ended it, or it can be renewed no longer.
            RealmUnavailable: it must be renewed, and the realm cannot be asked.
        """
        held = Held.unsealed(row.sealed)
        try:
            principal = self.judge(held)
        except InvalidToken as refusal:
            return self._renewed_or_ended(row, held, refusal)
        if self.clock() < held.tokens.renew_at(self.renew_ahead):
            return principal
        return self._renewed_ahead(row, held, principal)

    def _renewed_or_ended(self, row: LoginSession, held: Held, refusal: InvalidToken) -> Principal:
        if refusal.reason not in RENEWABLE:
            raise SessionEnded from refusal
        held = self._renew(row, held)
        try:
            return self.judge(held)
        except InvalidToken as again:
            if again.reason is not Reason.RENEWAL_NEEDED:
                raise SessionEnded from again
        # `iat` counts in seconds: what was issued in the very second of the event counts as older than it.
        self.wait(1.0 - self.clock() % 1.0)
        return self._judged(self._renew(row, held))

    def _renewed_ahead(self, row: LoginSession, held: Held, principal: Principal) -> Principal:
        if held.tokens.refresh is None:
            return principal
        try:
            return self._judged(self._renew(row, held, waits=False))
        except RealmUnavailable:
            return principal

    def _judged(self, held: Held) -> Principal:
        try:
            return self.judge(held)
        except InvalidToken as refusal:
            raise SessionEnded from refusal

    def _renew(self, row: LoginSession, seen: Held, *, waits: bool = True) -> Held:
        """Return what the session holds after a renewal, whoever made it; who never `waits` may get what was `seen`."""
        with self.attempts.attempt(wait=None if waits else 0.0):
            return self._renewed(row, seen, waits=waits)

    def _renewed(self, row: LoginSession, seen: Held, *, waits: bool) -> Held:
        alias = router.db_for_write(LoginSession)
        try:
            with transaction.atomic(using=alias):
                limit_waiting(alias)
                rows = LoginSession.objects.using(alias).filter(key=row.key)
                locked = lock(rows, waits=waits).first()
                if locked is None and rows.exists():
                    return seen
                if locked is None:
                    raise SessionEnded
                held = Held.unsealed(locked.sealed)
                if held.tokens.access != seen.tokens.access:
                    return held
                renewed = self._ask(held)
                is_kept = keep(locked, renewed)
        except OperationalError as error:
            raise RealmUnavailable("another worker is renewing this session") from error
        if not is_kept:
            self._give_back(renewed)
            raise SessionEnded
        return renewed

    def _ask(self, held: Held) -> Held:
        if held.tokens.refresh is None:
            raise SessionEnded
        try:
            tokens = self.provider.renew(held.tokens.refresh)
            identity = held.identity
            if tokens.identity is not None:
                identity = self._described(self.id_tokens.verify_renewed(tokens.identity, identity), tokens.access)
        except (GrantRefused, InvalidToken) as refusal:
            raise SessionEnded from refusal
        return Held(carry_over(held.tokens, tokens), identity)

    def _described(self, identity: IdToken, access_token: str) -> IdToken:
        """Add what userinfo says now. Where it says nothing its claims are gone, and with them what they allowed."""
        if not self.asks_userinfo:
            return identity
        try:
            return identity.described_by(self.provider.userinfo(access_token))
        except RealmUnavailable as away:
            # The old refresh token is dead by now: this renewal counts.
            log.warning("userinfo could not be asked again: %s", away.cause)
            return identity

    def _give_back(self, renewed: Held) -> None:
        """Have the provider forget what came for a session that is gone: not every database keeps a locked row."""
        with suppress(RealmUnavailable):
            self.provider.revoke(renewed.tokens.refresh or "")


def carry_over(old: Tokens, new: Tokens) -> Tokens:
    """Return the new tokens, with the old ones where the provider sent none (RFC 6749 section 6)."""
    return Tokens(
        access=new.access,
        expires_at=new.expires_at,
        issued_at=new.issued_at,
        refresh=new.refresh or old.refresh,
        identity=new.identity or old.identity,
        scope=new.scope or old.scope,
    )


def lock(rows: QuerySet[LoginSession], *, waits: bool) -> QuerySet[LoginSession]:
    """Lock these rows; who never `waits` gets those alone that nobody else has locked, where the database can do so."""
    features = connections[rows.db].features
    return rows.select_for_update(skip_locked=not waits and features.has_select_for_update_skip_locked)


def limit_waiting(alias: str) -> None:
    """Bound how long this transaction waits for another's lock."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
