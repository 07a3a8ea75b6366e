"""Everything that is dead at one moment, and the question that is put to it at every request.

Recent entries stand in a dictionary, by the one text that each token meant by them carries. When they are many, the
numerous kinds become fingerprints. A snapshot never changes: news makes another one.
"""

from collections.abc import Iterable, Iterator, Mapping

from coatcheck.claims import Claims
from coatcheck.entries import Effect, Entry, Kind
from coatcheck.fingerprints import Fingerprints, Mark

MOST_RECENT = 1 << 17

# Kinds without a salt are never numerous. A salt tells a text as session id from the same text as subject.
_SALT = {
    kind: hash(("kind", kind.value))
    for kind in (Kind.TOKEN, Kind.SESSION, Kind.SUBJECT, Kind.SESSION_CLIENT, Kind.SUBJECT_CLIENT)
}
_TOKEN, _SESSION, _SUBJECT, _SESSION_CLIENT, _SUBJECT_CLIENT = _SALT.values()
_COMPARED = {
    Kind.TOKEN: "token_id",
    Kind.SESSION: "session_id",
    Kind.SESSION_CLIENT: "session_id",
    Kind.SUBJECT: "subject",
    Kind.SUBJECT_CLIENT: "subject",
    Kind.CLIENT: "client",
    Kind.ISSUER: "issuer",
}
_WHOLE = {Kind.SESSION_CLIENT: Kind.SESSION, Kind.SUBJECT_CLIENT: Kind.SUBJECT}


class Snapshot:
    """What is dead: `recent` entries by their key, `old` ones by fingerprint."""

    __slots__ = ("_has_roles", "_named", "old", "recent")

    def __init__(
        self,
        recent: Mapping[str, tuple[Entry, ...]] | None = None,
        old: Fingerprints | None = None,
        *,
        has_roles: bool = False,
    ) -> None:
        self.recent = recent or {}
        self.old = old
        self._named = frozenset(self.recent)
        self._has_roles = has_roles

    def __len__(self) -> int:
        return sum(map(len, self.recent.values())) + len(self.old or ())

    def effect_on(self, claims: Claims) -> Effect | None:
        """Return what becomes of this token; `None` where nothing here means it."""
        texts = (claims.token_id, claims.session_id, claims.subject, claims.client, claims.issuer)
        found = [] if self._named.isdisjoint(texts) else self._effects(texts, claims)
        if self._has_roles and not self._named.isdisjoint(_roles(claims)):
            found += self._effects(_roles(claims), claims)
        if self.old is not None and self.old.has_any(_fingerprints(claims)):
            found += _old_effects(self.old, claims)
        if not found:
            return None
        return Effect.ENDED if Effect.ENDED in found else Effect.RENEW

    def with_entries(
        self, entries: Iterable[Entry], *, forget_before: int, most_recent: int = MOST_RECENT
    ) -> "Snapshot":
        """Return this and the entries.

        Where more than `most_recent` are recent, they become fingerprints, and what ended before this second is
        dropped; an eighth of that is enough once there are fingerprints, since both must be looked at then.
        """
        recent, has_roles = dict(self.recent), self._has_roles
        for entry in entries:
            known = recent.get(entry.key)
            recent[entry.key] = (entry,) if known is None else _join(known, entry)
            has_roles = has_roles or entry.kind is Kind.ROLE
        if len(recent) <= (most_recent if self.old is None else most_recent >> 3):
            return Snapshot(recent, self.old, has_roles=has_roles)
        alive = [entry for each in recent.values() for entry in each if entry.until >= forget_before]
        few: dict[str, tuple[Entry, ...]] = {}
        for entry in alive:
            if entry.kind not in _SALT:
                few[entry.key] = (*few.get(entry.key, ()), entry)
        marks = (mark for entry in alive if entry.kind in _SALT for mark in _marks(entry))
        old = (self.old or Fingerprints()).with_marks(marks, forget_before=forget_before)
        return Snapshot(few, old, has_roles=has_roles)

    def _effects(self, texts: Iterable[str | None], claims: Claims) -> list[Effect]:
        named = [entry for text in texts for entry in self.recent.get(text or "", ())]
        return [entry.effect for entry in named if _is_meant(entry, claims)]


def _join(entries: tuple[Entry, ...], news: Entry) -> tuple[Entry, ...]:
    """Return the entries of one key with this one, which takes the place of an earlier end of the same tokens."""

    def is_same(entry: Entry) -> bool:
        return (entry.kind, entry.client, entry.effect) == (news.kind, news.client, news.effect)

    if any(is_same(entry) and entry.until >= news.until for entry in entries):
        return entries
    return (*(entry for entry in entries if not is_same(entry)), news)


def _is_meant(entry: Entry, claims: Claims) -> bool:
    if entry.client and entry.client != claims.client:
        return False
    if entry.effect is Effect.ENDED and entry.kind in (Kind.TOKEN, Kind.SESSION):
        return _carries(entry, claims)
    return claims.issued_at <= entry.until and _carries(entry, claims)


def _carries(entry: Entry, claims: Claims) -> bool:
    if entry.kind is Kind.ROLE:
        return entry.key in _roles(claims)
    return entry.kind in _COMPARED and entry.key == getattr(claims, _COMPARED[entry.kind])


def _roles(claims: Claims) -> frozenset[str]:
    return claims.roles.union(*claims.client_roles.values()) if claims.client_roles else claims.roles


def _marks(entry: Entry) -> Iterator[tuple[int, Mark]]:
    """Return an entry as marks; one with a client leaves a second one, under the key alone, that points to it."""
    mark = Mark(ended=entry.until) if entry.effect is Effect.ENDED else Mark(renew=entry.until)
    if entry.client:
        yield hash((entry.key, entry.client)) ^ _SALT[entry.kind], mark
        yield hash(entry.key) ^ _SALT[_WHOLE[entry.kind]], Mark(elsewhere=entry.until)
    else:
        yield hash(entry.key) ^ _SALT[entry.kind], mark


def _fingerprints(claims: Claims) -> tuple[int, int, int]:
    return (
        hash(claims.token_id) ^ _TOKEN,
        hash(claims.session_id) ^ _SESSION,
        hash(claims.subject) ^ _SUBJECT,
    )


def _old_effects(old: Fingerprints, claims: Claims) -> list[Effect]:
    session, subject, client = claims.session_id, claims.subject, claims.client
    by_token, by_session, by_subject = map(old.find, _fingerprints(claims))
    marks = [(by_token, True), (by_session, True), (by_subject, False)]
    if by_session and by_session.elsewhere >= 0:
        marks.append((old.find(hash((session, client)) ^ _SESSION_CLIENT), False))
    if by_subject and by_subject.elsewhere >= 0:
        marks.append((old.find(hash((subject, client)) ^ _SUBJECT_CLIENT), False))
    return [effect for mark, always in marks if mark and (effect := _effect_of(mark, claims.issued_at, always=always))]


def _effect_of(mark: Mark, issued_at: float, *, always: bool) -> Effect | None:
    """`always`: the key never comes back, so its end means every token, whenever it was issued."""
    if issued_at <= mark.ended or (always and mark.ended >= 0):
        return Effect.ENDED
    return Effect.RENEW if issued_at <= mark.renew else None
