from dataclasses import replace

import pytest

from coatcheck.claims import Claims
from coatcheck.errors import InvalidToken, Reason
from coatcheck.revocation import Effect, Entry, Kind, Revocations

NOW = 1_795_540_000
ISSUER = "https://id.example.test/realms/acme"


@pytest.fixture
def claims():
    return Claims(
        issuer=ISSUER,
        subject="alice",
        audience=frozenset({"catalog"}),
        expires_at=NOW + 300,
        issued_at=NOW,
        token_id="jti-1",
        client="web",
        session_id="sid-1",
        roles=frozenset({"customer"}),
        client_roles={"catalog": frozenset({"auditor"})},
    )


@pytest.fixture
def revocations():
    return Revocations(clock=lambda: NOW)


MEANING_THE_TOKEN = [
    Entry(Kind.TOKEN, "jti-1", NOW),
    Entry(Kind.SESSION, "sid-1", NOW),
    Entry(Kind.SESSION_CLIENT, "sid-1", NOW, client="web"),
    Entry(Kind.SUBJECT, "alice", NOW),
    Entry(Kind.SUBJECT_CLIENT, "alice", NOW, client="web"),
    Entry(Kind.CLIENT, "web", NOW),
    Entry(Kind.ROLE, "customer", NOW),
    Entry(Kind.ROLE, "auditor", NOW),
    Entry(Kind.ISSUER, ISSUER, NOW),
]
MEANING_OTHERS = [
    Entry(Kind.TOKEN, "jti-2", NOW),
    Entry(Kind.SESSION, "sid-2", NOW),
    Entry(Kind.SESSION_CLIENT, "sid-1", NOW, client="cli"),
    Entry(Kind.SESSION_CLIENT, "sid-2", NOW, client="web"),
    Entry(Kind.SUBJECT, "bob", NOW),
    Entry(Kind.SUBJECT_CLIENT, "alice", NOW, client="cli"),
    Entry(Kind.CLIENT, "cli", NOW),
    Entry(Kind.ROLE, "manager", NOW),
    Entry(Kind.ISSUER, "https://id.example.test/realms/other", NOW),
    # the same texts under another name
    Entry(Kind.TOKEN, "alice", NOW),
    Entry(Kind.SUBJECT, "jti-1", NOW),
    Entry(Kind.SESSION, "alice", NOW),
    Entry(Kind.ROLE, "web", NOW),
]


@pytest.fixture
def crowded():
    """Most of its entries are fingerprints already."""
    revocations = Revocations(clock=lambda: NOW, most_recent=100)
    revocations.add(Entry(Kind.TOKEN, f"other-{number}", NOW) for number in range(1000))
    return revocations


def crowd():
    return (Entry(Kind.TOKEN, f"another-{number}", NOW) for number in range(200))


def name(entry):
    return f"{entry.kind}-{entry.key}-{entry.client}"


@pytest.mark.parametrize("entry", MEANING_THE_TOKEN, ids=name)
def test_refuses_what_an_entry_means(revocations, claims, entry):
    revocations.add([entry])

    with pytest.raises(InvalidToken) as refused:
        revocations.refuse_revoked(claims)

    assert refused.value.reason is Reason.REVOKED


@pytest.mark.parametrize("entry", MEANING_THE_TOKEN, ids=name)
def test_asks_for_a_fresh_token_where_the_entry_says_renew(revocations, claims, entry):
    revocations.add([replace(entry, effect=Effect.RENEW)])

    with pytest.raises(InvalidToken) as refused:
        revocations.refuse_revoked(claims)

    assert refused.value.reason is Reason.RENEWAL_NEEDED


@pytest.mark.parametrize("entry", MEANING_OTHERS, ids=name)
def test_leaves_others_alone(revocations, claims, entry):
    revocations.add([entry])

    revocations.refuse_revoked(claims)


@pytest.mark.parametrize("entry", MEANING_THE_TOKEN[2:5], ids=name)
def test_leaves_a_newer_token_alone(revocations, claims, entry):
    revocations.add([entry])

    revocations.refuse_revoked(replace(claims, issued_at=NOW + 1))


def test_refuses_every_token_of_an_ended_session_whenever_it_was_issued(revocations, claims):
    revocations.add([Entry(Kind.SESSION, "sid-1", NOW)])

    with pytest.raises(InvalidToken):
        revocations.refuse_revoked(replace(claims, issued_at=NOW + 600))


def test_accepts_the_renewed_token_of_a_session_that_had_to_renew(revocations, claims):
    revocations.add([Entry(Kind.SESSION, "sid-1", NOW, Effect.RENEW)])

    revocations.refuse_revoked(replace(claims, issued_at=NOW + 1))


def test_ended_outweighs_renew(revocations, claims):
    revocations.add([Entry(Kind.ROLE, "customer", NOW, Effect.RENEW), Entry(Kind.SUBJECT, "alice", NOW)])

    with pytest.raises(InvalidToken) as refused:
        revocations.refuse_revoked(claims)

    assert refused.value.reason is Reason.REVOKED


def test_an_older_entry_does_not_take_the_place_of_a_newer_one(revocations, claims):
    revocations.add([Entry(Kind.SUBJECT, "alice", NOW), Entry(Kind.SUBJECT, "alice", NOW - 60)])

    with pytest.raises(InvalidToken):
        revocations.refuse_revoked(claims)


def test_a_newer_entry_takes_the_place_of_an_older_one(revocations):
    revocations.add(Entry(Kind.ISSUER, ISSUER, NOW + second) for second in range(100))

    assert len(revocations) == 1


def test_adding_nothing_changes_nothing(revocations, claims):
    revocations.add([])

    revocations.refuse_revoked(claims)


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("entry", MEANING_THE_TOKEN, ids=name)
def test_still_refuses_when_the_entry_is_one_of_very_many(crowded, claims, entry, effect):
    crowded.add([replace(entry, effect=effect), *crowd()])

    with pytest.raises(InvalidToken) as refused:
        crowded.refuse_revoked(claims)

    assert refused.value.reason is (Reason.REVOKED if effect is Effect.ENDED else Reason.RENEWAL_NEEDED)


def test_still_leaves_others_alone_among_very_many(crowded, claims):
    crowded.add([*MEANING_OTHERS, *crowd()])

    crowded.refuse_revoked(claims)
    crowded.refuse_revoked(replace(claims, session_id=None))


def test_leaves_newer_tokens_alone_among_very_many(crowded, claims):
    crowded.add([*MEANING_THE_TOKEN[2:], *crowd()])

    crowded.refuse_revoked(replace(claims, issued_at=NOW + 1))


def test_forgets_the_dead_when_there_are_very_many(crowded):
    dead = Entry(Kind.SUBJECT, "long-gone", NOW - 90_000)

    crowded.add([dead, *crowd()])

    assert len(crowded) == 1200


def test_an_entry_for_a_session_is_kept_as_long_as_a_session_can_live():
    session, subject = Entry(Kind.SESSION, "sid-1", NOW), Entry(Kind.SUBJECT, "alice", NOW)

    assert session.forget_at(3900) == NOW + 36_000
    assert session.forget_at(90_000) == NOW + 90_000
    assert subject.forget_at(3900) == NOW + 3900
