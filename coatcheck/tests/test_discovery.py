from concurrent.futures import ThreadPoolExecutor

import pytest
from clocks import Clock

from coatcheck.attempts import Attempts
from coatcheck.config import Realm
from coatcheck.discovery import Discovery
from coatcheck.errors import RealmUnavailable
from coatcheck.transport import Transport


@pytest.fixture
def transport():
    transport = Transport()
    yield transport
    transport.close()


@pytest.fixture
def discovery(realm, transport):
    return Discovery(Realm(realm.issuer), transport)


def test_learns_the_endpoints_from_the_metadata(realm, discovery):
    endpoints = discovery.endpoints()

    assert endpoints.keys == realm.url_of("keys")
    assert endpoints.token == realm.url_of("token")
    assert endpoints.introspection == realm.url_of("introspection")
    assert endpoints.revocation == realm.url_of("revocation")


def test_asks_again_after_five_minutes(realm, transport):
    clock = Clock()
    discovery = Discovery(Realm(realm.issuer), transport, clock=clock)
    for _ in range(3):
        discovery.endpoints()
    clock.move(301)
    discovery.endpoints()

    assert realm.requests["metadata"] == 2


def test_asks_again_when_told_to_forget(realm, discovery):
    discovery.endpoints()
    discovery.forget()
    discovery.endpoints()

    assert realm.requests["metadata"] == 2


def test_does_not_ask_a_silent_realm_again_at_once_where_people_wait(realm, transport):
    clock = Clock()
    discovery = Discovery(Realm(realm.issuer), transport, attempts=Attempts(at_once=1, clock=clock), clock=clock)
    realm.misbehave("error", "metadata")
    for _ in range(3):
        with pytest.raises(RealmUnavailable):
            discovery.endpoints()
    asked = realm.requests["metadata"]
    realm.mend()
    clock.move(10)

    assert discovery.endpoints().keys == realm.url_of("keys")
    assert asked == 1


def test_does_not_ask_for_what_another_has_just_learnt(realm, transport):
    attempts = Attempts(at_once=1, wait=30)
    discovery = Discovery(Realm(realm.issuer), transport, attempts=attempts)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: discovery.endpoints(), range(8)))

    assert len(set(found)) == 1
    assert realm.requests["metadata"] == 1


def test_falls_back_to_the_metadata_of_rfc_8414(realm, transport):
    """RFC 8414 section 3.1, for an issuer without OpenID."""
    path = realm.server.paths
    path["metadata"] = "/none"

    assert Discovery(Realm(realm.issuer), transport).endpoints().keys == realm.url_of("keys")
    assert realm.requests["oauth-metadata"] == 1


def test_refuses_to_guess_where_there_is_no_metadata(realm, transport):
    with pytest.raises(RealmUnavailable):
        Discovery(Realm(f"{realm.server.url}/realms/none"), transport).endpoints()


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example/realms/test"},
        {"issuer": None},
        {"issuer": ["http://127.0.0.1"]},
        {"jwks_uri": None},
        {"jwks_uri": ""},
        {"jwks_uri": 1},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://169.254.169.254/latest"},
        {"jwks_uri": "https://169.254.169.254/latest"},
        {"jwks_uri": "https://[fe80::1]/keys"},
        {"jwks_uri": "http://evil.example/keys"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
        {"jwks_uri": "//127.0.0.1/keys"},
        {"jwks_uri": "https://"},
        {"jwks_uri": "https://[::1/keys"},
        {"jwks_uri": "https://id.example:port/keys"},
        {"token_endpoint": "http://evil.example/token"},
        {"introspection_endpoint": "file:///dev/null"},
    ],
)
def test_refuses_metadata_that_would_send_us_elsewhere(realm, discovery, changes):
    """OpenID Connect Discovery 1.0 section 4.3; server-side request forgery."""
    realm.metadata_changes |= changes

    with pytest.raises(RealmUnavailable):
        discovery.endpoints()


def test_follows_the_metadata_to_another_host_over_https(realm, discovery):
    realm.metadata_changes["jwks_uri"] = "https://keys.example/keys"

    assert discovery.endpoints().keys == "https://keys.example/keys"


def test_compares_the_issuer_by_its_public_name_where_the_realm_has_an_internal_one(realm, transport):
    internal = realm.issuer.replace("127.0.0.1", "localhost")

    assert Discovery(Realm(realm.issuer, internal), transport).endpoints().keys == realm.url_of("keys")
    with pytest.raises(RealmUnavailable):
        Discovery(Realm(internal, realm.issuer), transport).endpoints()
