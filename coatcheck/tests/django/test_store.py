import pytest
from django.db import connection

from coatcheck.django.models import FeedState, KeySet, Revocation
from coatcheck.django.store import DatabaseKeyStore, RevocationStore, entries_after, follower_state
from coatcheck.entries import Effect, Entry, Kind
from coatcheck.follower import State
from coatcheck.key_ring import StoredKeys

pytestmark = pytest.mark.django_db

NOW = 1_795_540_000
ISSUER = "https://id.example.test/realms/acme"
SESSION = Entry(Kind.SESSION, "s-1", NOW)
GRANT = Entry(Kind.SUBJECT_CLIENT, "alice", NOW, Effect.RENEW, client="web")


@pytest.fixture
def store():
    return RevocationStore(ISSUER, clock=lambda: NOW)


@pytest.fixture
def key_store():
    return DatabaseKeyStore(ISSUER)


def test_gives_back_what_was_added_in_order(store):
    store.add([("e-1/0", SESSION), ("e-2/0", GRANT)])

    (first, session), (second, grant) = entries_after(0, 10)

    assert (session, grant) == (SESSION, GRANT)
    assert first < second
    assert entries_after(first, 10) == [(second, GRANT)]
    assert entries_after(0, 1) == [(first, SESSION)]


def test_keeps_each_cause_once(store):
    assert store.add([("e-1/0", SESSION)]) == 1
    assert store.add([("e-1/0", SESSION), ("e-2/0", GRANT)]) == 1
    assert Revocation.objects.count() == 2


def test_adding_nothing_is_nothing(store):
    assert store.add([]) == 0


def test_keeps_the_position_with_the_entries(store):
    assert store.read_until() is None

    assert store.keep([("e-1/0", SESSION)], 7.5, State(NOW, ("user events",), {"polls": 3})) == 1

    assert store.read_until() == 7.5
    assert follower_state() == State(NOW, ("user events",), {"polls": 3})


def test_a_note_leaves_the_position(store):
    store.keep([], 7.5, State(NOW))

    store.note(State(NOW, counts={"failures": 1}))

    assert store.read_until() == 7.5
    assert follower_state().counts == {"failures": 1}


def test_the_freshest_follower_is_the_one_that_counts(store):
    store.note(State(NOW - 60))
    RevocationStore("https://catalog.example.test").note(State(NOW))
    RevocationStore("https://other.example.test").note(State(None))

    assert follower_state().polled_at == NOW


def test_no_follower_is_no_state(store):
    store.add([("e-1/0", SESSION)])

    assert follower_state() is None
    assert FeedState.objects.count() <= 1


def test_forgets_what_no_living_token_can_be_meant_by(store):
    old = Entry(Kind.SUBJECT, "bob", NOW - 4000)
    store.add([("e-1/0", SESSION), ("e-2/0", old), ("e-3/0", Entry(Kind.SESSION, "s-2", NOW - 40_000))])

    store.prune()

    assert [entry for _, entry in entries_after(0, 10)] == [SESSION]


def test_keys_outlive_the_process(key_store):
    assert key_store.load() is None

    key_store.save(StoredKeys({"keys": [{"kid": "a"}]}, NOW, frozenset({"b"})))

    assert key_store.load() == StoredKeys({"keys": [{"kid": "a"}]}, NOW, frozenset({"b"}))


def test_a_withdrawn_key_stays_withdrawn_whoever_saves_last(key_store):
    key_store.save(StoredKeys({"keys": []}, NOW, frozenset({"b"})))

    key_store.save(StoredKeys({"keys": [{"kid": "b"}]}, NOW + 1, frozenset()))

    assert key_store.load().withdrawn == {"b"}
    assert KeySet.objects.count() == 1


def test_an_older_set_does_not_replace_a_newer_one(key_store):
    key_store.save(StoredKeys({"keys": [{"kid": "new"}]}, NOW))

    key_store.save(StoredKeys({"keys": [{"kid": "old"}]}, NOW - 1, frozenset({"c"})))

    assert key_store.load() == StoredKeys({"keys": [{"kid": "new"}]}, NOW, frozenset({"c"}))


def test_a_database_without_the_table_has_no_keys_and_takes_none(transactional_db, key_store, caplog):
    with connection.schema_editor() as editor:
        editor.delete_model(KeySet)
    try:
        assert key_store.load() is None
        key_store.save(StoredKeys({"keys": []}, NOW))
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(KeySet)

    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "the stored keys cannot be read",
        "the keys cannot be stored",
    ]


def test_keeps_what_ended_for_as_long_as_this_project_s_tokens_live(store):
    patient = RevocationStore(ISSUER, clock=lambda: NOW, token_life=90_000)
    patient.add([("e-1/0", Entry(Kind.SUBJECT, "alice", NOW - 80_000))])

    patient.prune()

    assert len(entries_after(0, 10)) == 1
