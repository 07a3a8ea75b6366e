"""Which ways to a token each client of the realm file leaves open, and that Keycloak holds to its switches."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from ground import AUTH, Ground

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def authorize(ground: Ground, client: str, **query: str) -> httpx.Response:
    """Ask for a code as a browser would, for the client's own redirect address unless told otherwise."""
    known = ground.get(f"clients?clientId={client}")[0]["redirectUris"][0]
    asked = {"client_id": client, "response_type": "code", "scope": "openid", "redirect_uri": known} | query
    return ground.http.get(f"{ground.issuer}/{AUTH}/auth", params=asked)


def error_of(answer: httpx.Response) -> dict[str, list[str]]:
    """Return what a browser is sent back with; nothing where it is not sent back."""
    where = urlsplit(answer.headers.get("Location", ""))
    return parse_qs(where.query or where.fragment)


def public(ground: Ground, path: str, **form: str) -> httpx.Response:
    return ground.http.post(f"{ground.issuer}/{AUTH}/{path}", data=form)


@pytest.mark.parametrize("client", ["catalog-web", "billing-web", "docs"])
def test_the_code_flow_shows_the_sign_in_page(ground: Ground, client: str) -> None:
    answer = authorize(ground, client, **PKCE)

    assert answer.status_code == 200
    assert 'id="kc-form-login"' in answer.text


@pytest.mark.parametrize("client", ["catalog-web", "billing-web", "docs"])
@pytest.mark.parametrize("challenge", [{}, {"code_challenge": VERIFIER, "code_challenge_method": "plain"}])
def test_the_code_flow_needs_pkce_with_s256(ground: Ground, client: str, challenge: dict[str, str]) -> None:
    answer = authorize(ground, client, **challenge)

    assert error_of(answer)["error"] == ["invalid_request"]


@pytest.mark.parametrize("response_type", ["token", "id_token", "code id_token"])
def test_no_token_comes_by_the_address_bar(ground: Ground, response_type: str) -> None:
    answer = authorize(ground, "docs", response_type=response_type, nonce="n", **PKCE)

    assert error_of(answer)["error"] == ["unauthorized_client"]


@pytest.mark.parametrize("suffix", ["x", "/../elsewhere", "?more=1", "#fragment"])
def test_a_redirect_address_that_is_not_the_one_listed_is_not_followed(ground: Ground, suffix: str) -> None:
    known = ground.get("clients?clientId=catalog-web")[0]["redirectUris"][0]

    answer = authorize(ground, "catalog-web", redirect_uri=known + suffix, **PKCE)

    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@pytest.mark.parametrize("client", ["catalog", "billing", "realm-watcher", "cli", "demo"])
def test_a_client_without_the_code_flow_gets_no_page(ground: Ground, client: str) -> None:
    query = {"client_id": client, "response_type": "code", "redirect_uri": "http://127.0.0.1/", **PKCE}

    answer = ground.http.get(f"{ground.issuer}/{AUTH}/auth", params=query)

    assert answer.status_code == 400


@pytest.mark.parametrize("client", ["catalog", "billing", "catalog-web", "billing-web", "realm-watcher"])
def test_a_confidential_client_takes_no_passwords(ground: Ground, client: str) -> None:
    answer = ground.ask_as(client, "alice")

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize("client", ["docs", "cli"])
def test_a_public_client_takes_no_passwords_either(ground: Ground, client: str) -> None:
    answer = public(ground, "token", grant_type="password", client_id=client, username="alice", password="alice")

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize("client", ["catalog-web", "billing-web"])
def test_a_browser_client_has_no_token_of_its_own(ground: Ground, client: str) -> None:
    answer = ground.post("token", client, grant_type="client_credentials")

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized_client")


def test_the_device_flow_needs_pkce(ground: Ground) -> None:
    without = public(ground, "auth/device", client_id="cli", scope="catalog:read")
    with_it = public(ground, "auth/device", client_id="cli", scope="catalog:read", **PKCE)

    assert (without.status_code, with_it.status_code) == (400, 200)
    assert {"device_code", "user_code", "verification_uri_complete", "interval"} <= with_it.json().keys()


def test_the_device_flow_waits_for_the_person(ground: Ground) -> None:
    code = public(ground, "auth/device", client_id="cli", scope="catalog:read", **PKCE).json()["device_code"]

    answer = public(ground, "token", grant_type=DEVICE, client_id="cli", device_code=code, code_verifier=VERIFIER)

    assert answer.json()["error"] == "authorization_pending"


@pytest.mark.parametrize("client", ["docs", "demo"])
def test_only_the_cli_has_the_device_flow(ground: Ground, client: str) -> None:
    answer = public(ground, "auth/device", client_id=client)

    assert answer.status_code in (400, 401)


@pytest.mark.parametrize("scope", ["catalog:write", "billing:write", "offline_access"])
def test_a_service_asks_in_vain_for_a_scope_it_was_not_given(ground: Ground, scope: str) -> None:
    answer = ground.post("token", "billing", grant_type="client_credentials", scope=scope)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
