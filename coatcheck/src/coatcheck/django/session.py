"""Browser sessions: what a session keeps of its login, and whom it therefore speaks for."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import router, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string

from coatcheck.django.conf import session_lifetime
from coatcheck.django.models import LoginSession
from coatcheck.django.sealing import BrokenSeal, seal, unseal
from coatcheck.id_token import IdToken
from coatcheck.openid import Tokens

SESSION_KEY = "coatcheck_login"
KEY_LENGTH = 43


class SessionEnded(Exception):
    """Raised when a session is over: the person must sign in again."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a session keeps: the tokens, and the login they came from."""

    tokens: Tokens
    identity: IdToken

    @classmethod
    def unsealed(cls, sealed: str) -> "Held":
        """Raises SessionEnded where the key that sealed it is gone."""
        try:
            kept = json.loads(unseal(sealed))
        except BrokenSeal as broken:
            raise SessionEnded from broken
        audience = frozenset(kept["identity"].pop("audience"))
        return cls(Tokens(**kept["tokens"]), IdToken(audience=audience, **kept["identity"]))

    def sealed(self) -> str:
        identity = asdict(replace(self.identity, claims=dict(self.identity.claims)))
        identity["audience"] = sorted(self.identity.audience)
        return seal(json.dumps({"tokens": asdict(self.tokens), "identity": identity}))


def begin(request: HttpRequest, held: Held) -> LoginSession:
    """Sign the browser in, under a session id that nobody knew before (session fixation)."""
    end(request)
    forget_the_old()
    request.session.cycle_key()
    row = LoginSession.objects.create(key=get_random_string(KEY_LENGTH), **columns_of(held))
    request.session[SESSION_KEY] = row.key
    return row


def end(request: HttpRequest) -> Held | None:
    """Forget the browser's session, and return what it kept."""
    key = request.session.get(SESSION_KEY)
    if key is None:
        return None
    request.session.flush()
    return next(iter(take(key=key)), None)


def take(**whose: str) -> list[Held]:
    """Delete the sessions that these columns name, and return what they held at the very end.

    A renewal under way is waited for: what it brings would outlive the session.
    """
    alias = router.db_for_write(LoginSession)
    with transaction.atomic(using=alias):
        rows = LoginSession.objects.using(alias).filter(**whose)
        taken = {row.key: row.sealed for row in rows.select_for_update().order_by("key")}
        LoginSession.objects.using(alias).filter(key__in=taken).delete()
    return list(readable(taken.values()))


def readable(seals: Iterable[str]) -> Iterator[Held]:
    """Give what can still be opened."""
    for sealed in seals:
        with suppress(SessionEnded):
            yield Held.unsealed(sealed)


def forget_the_old() -> None:
    """Remove what no browser can come back to: its cookie has ended."""
    LoginSession.objects.filter(started_at__lt=timezone.now() - timedelta(seconds=session_lifetime())).delete()


def find(request: HttpRequest) -> LoginSession | None:
    """Return the row of the browser's session, if it has signed in."""
    key = request.session.get(SESSION_KEY)
    return LoginSession.objects.filter(key=key).first() if isinstance(key, str) else None


def access_token(request: HttpRequest) -> str | None:
    """Return the access token that the browser's session holds now."""
    row = find(request)
    try:
        return None if row is None else Held.unsealed(row.sealed).tokens.access
    except SessionEnded:
        return None


def keep(row: LoginSession, held: Held) -> bool:
    """Write down what a session holds from now on; tell whether there still is such a session."""
    return LoginSession.objects.filter(key=row.key).update(**columns_of(held)) == 1


def columns_of(held: Held) -> dict[str, Any]:
    """Return the row of a session that holds this, but for its key."""
    return {
        "issuer": held.identity.issuer,
        "subject": held.identity.subject,
        "session_id": held.identity.session_id or "",
        "expires_at": datetime.fromtimestamp(held.tokens.expires_at, UTC),
        "sealed": held.sealed(),
    }
