import pytest
from clocks import Clock

from coatcheck.config import ConfigurationError, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.errors import RealmUnavailable
from coatcheck.feed_reader import FeedConfig, FeedReader, Kind, admin_url
from coatcheck.testing import Fault
from coatcheck.transport import Transport


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def transport():
    transport = Transport()
    yield transport
    transport.close()


@pytest.fixture
def reader(realm, transport, clock):
    realm.clock = clock
    at = Realm(realm.issuer)
    return FeedReader(at, transport, ClientCredentials(at, transport, "orders", "orders-secret", clock=clock), clock)


def page(reader, **wanted):
    asked = {"since": 0, "until": None, "size": 100, "types": ()} | wanted
    return reader.page(Kind.USER, asked.pop("since"), asked.pop("until"), **asked)


def test_reads_a_page_earliest_first(realm, reader, clock):
    first = realm.record_event("LOGOUT", sessionId="s-1")
    clock.move(1)
    second = realm.record_event("LOGOUT", sessionId="s-2")

    assert page(reader) == [first, second]
    assert page(reader, size=1) == [first]
    assert page(reader, since=int(clock() * 1000)) == [second]
    assert page(reader, until=int(clock() * 1000) - 1) == [first]


def test_asks_for_the_wanted_types_alone(realm, reader):
    realm.record_event("LOGIN")
    wanted = realm.record_event("LOGOUT")

    assert page(reader, types={"LOGOUT", "REVOKE_GRANT"}) == [wanted]


def test_reads_what_the_realm_keeps(realm, reader):
    realm.events_config |= {"adminEventsDetailsEnabled": False, "enabledEventTypes": ["LOGOUT", 7]}

    assert reader.config() == FeedConfig(
        user_events=True, admin_events=True, admin_details=False, types=frozenset({"LOGOUT"})
    )


def test_fetches_a_new_token_at_once_when_its_own_has_ended(realm, reader):
    page(reader)
    realm.end(next(reversed(realm.issued)))

    assert page(reader) == []
    assert realm.requests["token"] == 2


def test_gives_up_when_a_new_token_is_refused_too(realm, reader):
    realm.is_own_token = lambda header: False

    with pytest.raises(RealmUnavailable):
        page(reader)


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.ERROR, Fault.GARBAGE, Fault.HTML, Fault.HUGE, Fault.EMPTY_OBJECT])
def test_says_that_the_feed_cannot_be_read(realm, reader, fault):
    page(reader)
    realm.misbehave(fault, "events")

    with pytest.raises(RealmUnavailable):
        page(reader)


@pytest.mark.parametrize("fault", [Fault.EMPTY, Fault.ERROR])
def test_says_that_the_configuration_cannot_be_read(realm, reader, fault):
    realm.misbehave(fault, "events-config")

    with pytest.raises(RealmUnavailable):
        reader.config()


@pytest.mark.parametrize("odd", [[], "LOGOUT", 7, None])
def test_a_member_that_is_no_event_is_an_empty_one(realm, reader, odd):
    realm.events_config = {"enabledEventTypes": odd}

    assert reader.config().types == frozenset()


@pytest.mark.parametrize("ahead", [-30, 0, 30])
def test_tells_the_realm_s_time_by_its_own_token(realm, reader, clock, ahead):
    realm.clock = lambda: clock() + ahead
    page(reader)
    clock.move(7)

    assert reader.now() == pytest.approx(clock() + ahead, abs=1)


def test_takes_a_realm_whose_tokens_tell_no_time_for_late(realm, reader, clock):
    realm.issue_for_client = lambda *_, **__: "opaque"
    realm.is_own_token = lambda header: True

    page(reader)

    assert reader.now() == clock() - 60


@pytest.mark.parametrize(
    ("realm_at", "url"),
    [
        (Realm("https://id.example.test/realms/acme"), "https://id.example.test/admin/realms/acme"),
        (Realm("https://id.example.test/auth/realms/acme/"), "https://id.example.test/auth/admin/realms/acme"),
        (
            Realm("https://id.example.test/realms/acme", "http://kc:8080/realms/acme"),
            "http://kc:8080/admin/realms/acme",
        ),
    ],
)
def test_knows_where_the_admin_api_has_the_realm(realm_at, url):
    assert admin_url(realm_at) == url


@pytest.mark.parametrize("issuer", ["https://id.example.test", "https://id.example.test/realms/acme/more"])
def test_an_issuer_that_is_no_keycloak_realm_has_no_feed(issuer):
    with pytest.raises(ConfigurationError):
        admin_url(Realm(issuer))
