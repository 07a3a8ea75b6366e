import httpx
import jwt
import pytest

from coatcheck.testing import make_key


def read(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_issues_a_token_that_its_published_keys_verify(realm):
    token = realm.issue(audience="orders", scope=["orders:read"], roles=["editor"])

    published = httpx.get(realm.url_of("keys")).json()["keys"]
    key = next(jwt.PyJWK(each) for each in published if each["kid"] == jwt.get_unverified_header(token)["kid"])
    claims = jwt.decode(token, key, ["RS256"], audience="orders", issuer=realm.issuer)
    assert claims["realm_access"] == {"roles": ["editor"]}
    assert claims["scope"] == "orders:read"


def test_lays_given_claims_and_headers_over_the_valid_token(realm):
    token = realm.issue(azp="other", headers={"extra": []}, without=("exp", "header.kid"))

    assert read(token)["azp"] == "other"
    assert "exp" not in read(token)
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "at+jwt", "extra": []}


def test_takes_the_time_from_its_clock(realm):
    realm.clock = lambda: 1_000_000.7

    claims = read(realm.issue(expires_in=60))

    assert (claims["iat"], claims["exp"]) == (1_000_000, 1_000_060)


def test_publishes_an_encryption_key_beside_its_signing_keys(realm):
    realm.rotate("second", "ES256")

    published = httpx.get(realm.url_of("keys")).json()["keys"]

    assert [(key["kid"], key["use"]) for key in published] == [
        ("second", "sig"),
        ("realm-1", "sig"),
        ("realm-enc", "enc"),
    ]


@pytest.mark.parametrize("endpoint", ["metadata", "oauth-metadata"])
def test_publishes_its_metadata_at_both_well_known_addresses(realm, endpoint):
    metadata = httpx.get(realm.url_of(endpoint)).json()

    assert metadata["issuer"] == realm.issuer
    assert metadata["jwks_uri"] == realm.url_of("keys")


def test_counts_requests_by_endpoint(realm):
    httpx.get(realm.url_of("keys"))
    httpx.get(realm.url_of("keys"))

    assert realm.requests["keys"] == 2
    assert realm.requests["token"] == 0


def test_gives_a_client_its_token_by_secret_basic_or_post(realm):
    form = {"grant_type": "client_credentials", "scope": "catalog:read"}
    post = form | {"client_id": "orders", "client_secret": "orders-secret"}

    by_basic = httpx.post(realm.url_of("token"), data=form, auth=("orders", "orders-secret")).json()
    by_post = httpx.post(realm.url_of("token"), data=post).json()

    assert read(by_basic["access_token"])["aud"] == "catalog"
    assert read(by_post["access_token"])["client_id"] == "orders"
    assert "sid" not in read(by_post["access_token"])


def ask_by_assertion(realm, key, **changes):
    claims = {"iss": "orders", "sub": "orders", "aud": realm.issuer, "jti": "1", "exp": int(realm.clock()) + 60}
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(claims | changes, key.private, "RS256"),
    }
    return httpx.post(realm.url_of("token"), data=form).status_code


def test_gives_a_client_its_token_by_signed_assertion_once(realm):
    realm.clients["orders"] = key = make_key("client")

    assert ask_by_assertion(realm, key) == 200
    assert ask_by_assertion(realm, key) == 401


@pytest.mark.parametrize("changes", [{"aud": "elsewhere"}, {"exp": 1}, {"sub": "another"}, {"iss": "unknown"}])
def test_refuses_an_assertion_that_is_not_of_its_client_for_this_realm(realm, changes):
    realm.clients["orders"] = key = make_key("client")

    assert ask_by_assertion(realm, key, **changes) == 401


def test_refuses_an_assertion_by_another_key_and_where_a_secret_is_agreed(realm):
    assert ask_by_assertion(realm, make_key("client")) == 401
    realm.clients["orders"] = make_key("client")
    assert ask_by_assertion(realm, make_key("evil")) == 401


def test_refuses_a_client_with_a_wrong_secret(realm):
    answer = httpx.post(realm.url_of("token"), data={"grant_type": "client_credentials"}, auth=("orders", "wrong"))

    assert answer.status_code == 401


def test_introspects_its_own_tokens_until_they_end(realm):
    token = realm.issue(audience="orders")
    ask = {"data": {"token": token}, "auth": ("orders", "orders-secret")}

    before = httpx.post(realm.url_of("introspection"), **ask).json()
    realm.end(token)
    after = httpx.post(realm.url_of("introspection"), **ask).json()

    assert before["active"] is True
    assert after == {"active": False}


def test_serves_recorded_events_to_holders_of_its_tokens(realm):
    realm.clock = lambda: 100.0
    realm.record_event("LOGOUT", sessionId="old")
    realm.clock = lambda: 200.0
    realm.record_event("LOGOUT", sessionId="new")
    headers = {"Authorization": f"Bearer {realm.issue_for_client('realm-watcher')}"}

    page = httpx.get(realm.url_of("events"), params={"dateFrom": 200_000}, headers=headers).json()

    assert [event["sessionId"] for event in page] == ["new"]
    assert httpx.get(realm.url_of("events")).status_code == 401


def test_serves_admin_events_in_the_order_asked_for(realm):
    headers = {"Authorization": f"Bearer {realm.issue_for_client('realm-watcher')}"}
    for second, path in ((2.0, "users/b/logout"), (1.0, "users/a/logout")):
        realm.clock = lambda second=second: second
        realm.record_admin_event("ACTION", "USER", path, {"enabled": False})

    page = httpx.get(realm.url_of("admin-events"), params={"direction": "asc", "max": 5}, headers=headers).json()

    assert [event["resourcePath"] for event in page] == ["users/a/logout", "users/b/logout"]
    assert page[0]["representation"] == '{"enabled": false}'


def test_signs_logout_tokens(realm):
    token = realm.issue_logout_token("orders-web", sid="S")

    assert jwt.get_unverified_header(token)["typ"] == "logout+jwt"
    assert read(token)["sid"] == "S"
