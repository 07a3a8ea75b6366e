import pytest

from coatcheck.claims import Claims
from coatcheck.entries import Effect, Entry, Kind
from coatcheck.snapshot import Snapshot

NOW = 1_795_540_000
CLAIMS = Claims(
    issuer="https://id.example.test/realms/acme",
    subject="alice",
    audience=frozenset({"catalog"}),
    expires_at=NOW + 300,
    issued_at=NOW,
    token_id="jti-1",
    client="web",
    session_id="sid-1",
    roles=frozenset({"customer"}),
)


def entries(number, kind=Kind.TOKEN):
    return [Entry(kind, f"other-{each}", NOW) for each in range(number)]


def snapshot_of(*news, of=None, forget_before=0, most_recent=16):
    return (of or Snapshot()).with_entries(news, forget_before=forget_before, most_recent=most_recent)


@pytest.fixture
def crowded():
    """Give a snapshot with seventeen fingerprints and nothing recent."""
    return snapshot_of(*entries(17))


def test_entries_become_fingerprints_when_they_are_too_many():
    recent, old = snapshot_of(*entries(16)), snapshot_of(*entries(17))

    assert (len(recent.recent), recent.old) == (16, None)
    assert (len(old.recent), len(old.old)) == (0, 17)


def test_an_eighth_is_too_many_once_there_are_fingerprints(crowded):
    some = snapshot_of(*entries(2, Kind.SUBJECT), of=crowded)
    many = snapshot_of(*entries(3, Kind.SUBJECT), of=crowded)

    assert (len(some.recent), len(some.old)) == (2, 17)
    assert (len(many.recent), len(many.old)) == (0, 20)


def test_what_ends_at_the_last_second_kept_is_kept():
    news = entries(17, Kind.CLIENT)

    assert len(snapshot_of(*news, forget_before=NOW)) == 17
    assert len(snapshot_of(*news, forget_before=NOW + 1)) == 0


def test_clients_without_number_are_kept_by_name():
    news = snapshot_of(*entries(100, Kind.CLIENT), Entry(Kind.CLIENT, "web", NOW), Entry(Kind.ROLE, "web", NOW))

    assert len(news) == len(snapshot_of(Entry(Kind.ISSUER, "elsewhere", NOW), of=news)) - 1 == 102
    assert news.effect_on(CLAIMS) is Effect.ENDED


def test_one_key_can_end_the_tokens_of_several_clients():
    news = snapshot_of(*(Entry(Kind.SUBJECT_CLIENT, "alice", NOW, client=each) for each in ("cli", "web", "docs")))

    assert news.effect_on(CLAIMS) is Effect.ENDED


def test_an_old_renewal_softens_no_recent_end(crowded):
    old = snapshot_of(Entry(Kind.SUBJECT, "alice", NOW, Effect.RENEW), *entries(2), of=crowded)

    assert old.effect_on(CLAIMS) is Effect.RENEW
    assert snapshot_of(Entry(Kind.CLIENT, "web", NOW), of=old).effect_on(CLAIMS) is Effect.ENDED


@pytest.mark.parametrize("entry", [Entry(Kind.TOKEN, "jti-1", NOW - 60), Entry(Kind.SESSION, "sid-1", NOW - 60)])
def test_what_never_comes_back_stays_ended_among_very_many(crowded, entry):
    assert snapshot_of(entry, *entries(2), of=crowded).effect_on(CLAIMS) is Effect.ENDED
