import pytest
from trigger_rows import ADMIN_ROWS, ISSUER, OTHER_CONTENTS, USER_ROWS, admin_event, ended, renew, user_event

from coatcheck.entries import Kind
from coatcheck.triggers import MalformedEvent, Outcome, read_admin_event, read_user_event


@pytest.mark.parametrize(("event", "outcome"), USER_ROWS.values(), ids=USER_ROWS.keys())
def test_an_event_of_a_user_ends_exactly_what_the_table_says(event, outcome):
    assert read_user_event(event, ISSUER) == outcome


@pytest.mark.parametrize(("what", "row"), ADMIN_ROWS.items(), ids=ADMIN_ROWS.keys())
def test_an_event_of_an_administrator_ends_exactly_what_the_table_says(what, row):
    sent, outcome = row

    assert read_admin_event(admin_event(what, sent), ISSUER, {}) == outcome


@pytest.mark.parametrize(("what", "sent", "outcome"), OTHER_CONTENTS.values(), ids=OTHER_CONTENTS.keys())
def test_what_was_sent_decides(what, sent, outcome):
    assert read_admin_event(admin_event(what, sent), ISSUER, {}) == outcome


@pytest.mark.parametrize(
    ("what", "sent", "outcome"),
    [
        ("UPDATE CLIENT clients/u-1", {"enabled": False}, ended(Kind.CLIENT, "web")),
        ("UPDATE CLIENT clients/u-1", None, renew(Kind.CLIENT, "web")),
        ("DELETE CLIENT clients/u-1", None, ended(Kind.CLIENT, "web")),
        ("ACTION CLIENT clients/u-1/client-secret", None, renew(Kind.CLIENT, "web")),
        ("UPDATE CLIENT clients/u-1", {"clientId": "shop"}, ended(Kind.CLIENT, "web")),
        ("UPDATE CLIENT clients/u-1", {"clientId": "web"}, Outcome()),
    ],
)
def test_a_client_is_known_by_the_name_an_earlier_event_told(what, sent, outcome):
    names = {}
    read_admin_event(admin_event("CREATE CLIENT clients/u-1", {"clientId": "web"}), ISSUER, names)

    assert read_admin_event(admin_event(what, sent), ISSUER, names) == outcome


@pytest.mark.parametrize("name", ["", "w" * 256, "web\x00", 7])
def test_learns_no_name_that_no_token_can_carry(name):
    names = {}

    read_admin_event(admin_event("CREATE CLIENT clients/u-1", {"clientId": name}), ISSUER, names)

    assert names == {}


@pytest.mark.parametrize("sent", ['{"enabled":fal', "[" * 100_000, '{"a":' * 100_000])
def test_a_representation_that_cannot_be_read_counts_as_none(sent):
    event = admin_event("UPDATE USER users/alice", representation=sent)

    assert read_admin_event(event, ISSUER, {}) == renew(Kind.SUBJECT, "alice")


@pytest.mark.parametrize(
    "spoilt", [{"time": "soon"}, {"time": True}, {"time": -1}, {"id": None}, {"id": 7}, {"id": "x" * 3000}]
)
def test_an_event_without_its_id_or_time_is_malformed(spoilt):
    with pytest.raises(MalformedEvent):
        read_user_event(user_event(type="LOGOUT") | spoilt, ISSUER)
    with pytest.raises(MalformedEvent):
        read_admin_event(admin_event("ACTION REALM logout-all") | spoilt, ISSUER, {})


@pytest.mark.parametrize("details", [None, [], "text", {"token_id": 7}])
def test_odd_details_are_no_details(details):
    event = user_event(type="REVOKE_GRANT", sessionId="s-1", details=details)

    assert read_user_event(event, ISSUER) == ended(Kind.SESSION_CLIENT, "s-1", "web")
