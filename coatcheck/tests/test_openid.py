import pytest

from coatcheck.config import Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.discovery import Discovery
from coatcheck.errors import RealmUnavailable
from coatcheck.openid import GrantRefused, Provider, Tokens, read_tokens
from coatcheck.testing import Fault
from coatcheck.testing.logins import grant
from coatcheck.transport import Transport

RETURN_TO = "https://orders.example.test/bye/"


@pytest.fixture
def make_provider(realm):
    transport, place = Transport(deadline=1.0), Realm(realm.issuer)

    def make(secret="orders-secret"):
        credentials = ClientCredentials(place, transport, "orders", secret)
        return Provider(place, Discovery(place, transport), transport, credentials, clock=lambda: 1000.0)

    yield make
    transport.close()


@pytest.fixture
def provider(make_provider):
    return make_provider()


@pytest.fixture
def refresh_token(realm):
    """Give a refresh token that the realm has given to our client."""
    return str(grant(realm, "orders", None).body["refresh_token"])


def test_renews_by_a_refresh_token_once(realm, provider, refresh_token):
    renewed = provider.renew(refresh_token)

    assert renewed.expires_at == 1000 + realm.lifetime
    assert renewed.refresh in realm.logins.refresh_tokens
    with pytest.raises(GrantRefused) as refused:
        provider.renew(refresh_token)
    assert refused.value.error == "invalid_grant"


def test_a_wrong_secret_ends_no_session(realm, make_provider, refresh_token):
    with pytest.raises(RealmUnavailable):
        make_provider("wrong").renew(refresh_token)

    assert refresh_token in realm.logins.refresh_tokens


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.HTML, Fault.EMPTY, Fault.EMPTY_OBJECT, Fault.REDIRECT])
def test_a_provider_that_answers_nonsense_is_away(realm, provider, refresh_token, fault):
    realm.misbehave(fault, "token")

    with pytest.raises(RealmUnavailable):
        provider.renew(refresh_token)


@pytest.mark.parametrize("changes", [{"access_token": None}, {"access_token": 1}, {"token_type": "mac"}])
def test_takes_no_tokens_that_are_no_bearer_tokens(realm, provider, refresh_token, changes):
    realm.logins.tokens = changes

    with pytest.raises(RealmUnavailable):
        provider.renew(refresh_token)


@pytest.mark.parametrize("lifetime", [None, "300", 0, -1, True, 1.5])
def test_a_lifetime_that_is_none_is_a_minute(lifetime):
    body = {"access_token": "a", "token_type": "bearer", "expires_in": lifetime}

    assert read_tokens(body, now=1000.0) == Tokens(access="a", expires_at=1060.0, issued_at=1000.0)


def test_shows_no_token():
    assert "secret" not in repr(Tokens("secret-a", 1.0, "secret-b", "secret-c", "openid"))


def test_asks_who_somebody_is(realm, provider):
    assert provider.userinfo(realm.issue())["sub"] == realm.logins.subject


@pytest.mark.parametrize("fault", [None, Fault.EMPTY])
def test_an_unusable_answer_about_a_person_is_none(realm, provider, fault):
    realm.misbehave(fault or Fault.SLOW, "userinfo", delay=0.0)

    with pytest.raises(RealmUnavailable):
        provider.userinfo("strange" if fault is None else realm.issue())


@pytest.mark.parametrize(
    ("endpoint", "ask"),
    [
        ("authorization_endpoint", lambda provider: provider.authorization_url),
        ("token_endpoint", lambda provider: provider.renew("r")),
        ("userinfo_endpoint", lambda provider: provider.userinfo("a")),
    ],
)
def test_a_provider_that_names_no_address_cannot_be_asked(realm, provider, endpoint, ask):
    realm.metadata_changes = {endpoint: None}

    with pytest.raises(RealmUnavailable):
        ask(provider)


def test_ends_a_session_by_its_refresh_token(realm, provider, refresh_token):
    provider.end_session(refresh_token)

    assert (realm.requests["end-session"], realm.requests["revocation"]) == (1, 0)
    assert refresh_token not in realm.logins.refresh_tokens


def test_revokes_the_refresh_token_where_that_ends_no_session(realm, provider, refresh_token):
    realm.misbehave(Fault.ERROR, "end-session")

    provider.end_session(refresh_token)

    assert realm.requests["revocation"] == 1
    assert refresh_token not in realm.logins.refresh_tokens


def test_a_provider_without_such_endpoints_is_not_asked(realm, provider, refresh_token):
    realm.metadata_changes = {"end_session_endpoint": None, "revocation_endpoint": None}

    provider.end_session(refresh_token)

    assert provider.end_session_url(id_token=None, return_to=RETURN_TO, state="s") is None
    assert refresh_token in realm.logins.refresh_tokens


@pytest.mark.parametrize("query", ["", "?tenant=a"])
@pytest.mark.parametrize("id_token", [None, "i"])
def test_says_where_a_browser_ends_the_providers_session(realm, provider, query, id_token):
    realm.metadata_changes = {"end_session_endpoint": realm.url_of("end-session") + query}
    hint = "&id_token_hint=i" if id_token else ""

    url = provider.end_session_url(id_token=id_token, return_to=RETURN_TO, state="s")

    rest = "client_id=orders&post_logout_redirect_uri=https%3A%2F%2Forders.example.test%2Fbye%2F&state=s"
    assert url == f"{realm.url_of('end-session')}{query + '&' if query else '?'}{rest}{hint}"
