"""Introspection, revocation and exchange at Keycloak. introspection.py and Fresh lean on the first six."""

import pytest
from ground import Ground, unpack

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


@pytest.fixture
def token(ground: Ground) -> str:
    return ground.token_as("demo", "alice", scope="catalog:read")


def test_a_client_of_the_audience_hears_that_a_token_lives(ground: Ground, token: str) -> None:
    answer = ground.introspect_as("catalog", token).json()

    payload = unpack(token).payload
    assert answer["active"] is True
    assert {name: answer[name] for name in ("iss", "aud", "sub", "exp", "scope")} == {
        name: payload[name] for name in ("iss", "aud", "sub", "exp", "scope")
    }


def test_a_client_outside_the_audience_hears_inactive(ground: Ground, token: str) -> None:
    assert ground.introspect_as("billing", token).json() == {"active": False}


def test_a_token_without_audience_is_inactive_for_everybody(ground: Ground) -> None:
    token = ground.token_as("demo", "alice", scope="openid")

    assert ground.introspect_as("catalog", token).json() == {"active": False}


def test_introspection_tells_the_roles_of_now(ground: Ground, token: str) -> None:
    user = ground.find("users", "username", "alice")["id"]
    role = ground.get("roles/customer")

    ground.call("DELETE", f"users/{user}/role-mappings/realm", [role])
    without = ground.introspect_as("catalog", token).json()
    ground.call("POST", f"users/{user}/role-mappings/realm", [role])

    assert without["active"] is True
    assert without["realm_access"]["roles"] == ["catalog-editor"]


def test_who_has_lost_the_last_role_has_no_realm_access_at_all(ground: Ground) -> None:
    answer = ground.ask_as("demo", "bob", scope="catalog:read").raise_for_status().json()
    user, role = ground.find("users", "username", "bob")["id"], ground.get("roles/customer")

    ground.call("DELETE", f"users/{user}/role-mappings/realm", [role])
    asked = ground.introspect_as("catalog", answer["access_token"]).json()
    renewed = ground.post("token", "demo", grant_type="refresh_token", refresh_token=answer["refresh_token"]).json()
    ground.call("POST", f"users/{user}/role-mappings/realm", [role])

    assert unpack(answer["access_token"]).payload["realm_access"] == {"roles": ["customer"]}
    assert asked["active"] is True
    assert "realm_access" not in asked
    assert "realm_access" not in unpack(renewed["access_token"]).payload


def test_a_wrong_secret_is_401_not_inactive(ground: Ground, token: str) -> None:
    url = f"{ground.issuer}/protocol/openid-connect/token/introspect"

    answer = ground.http.post(url, data={"token": token}, auth=("catalog", "wrong"))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_signed_answer_is_not_to_be_had(ground: Ground, token: str) -> None:
    headers = {"Accept": "application/token-introspection+jwt"}

    answer = ground.introspect_as("catalog", token, headers)

    assert answer.json()["active"] is True


def test_only_its_own_client_revokes_a_token(ground: Ground) -> None:
    owner, other = (ground.make_client()["clientId"] for _ in range(2))
    token = ground.token_as(owner, "alice", scope="catalog:read")

    ground.post("revoke", other, token=token)
    after_other = ground.introspect_as("catalog", token).json()["active"]
    done = ground.post("revoke", owner, token=token)

    assert (after_other, done.status_code) == (True, 200)
    assert ground.introspect_as("catalog", token).json() == {"active": False}


def test_revoking_an_unknown_token_is_200(ground: Ground, client: str) -> None:
    assert ground.post("revoke", client, token="nothing").status_code == 200


def test_an_exchanged_token_keeps_person_and_session_and_has_no_actor(ground: Ground) -> None:
    requester = ground.make_client(attributes={"standard.token.exchange.enabled": "true"})["clientId"]
    scope = ground.create("client-scopes", {"name": "for-requester", "protocol": "openid-connect"})
    config = {"included.client.audience": requester, "access.token.claim": "true"}
    mapper = {"protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": config}
    ground.create(f"client-scopes/{scope}/protocol-mappers/models", mapper | {"name": "audience"})
    caller = ground.make_client(optionalClientScopes=["for-requester"])["clientId"]
    subject = ground.token_as(caller, "alice", scope="for-requester")

    answer = exchange(ground, requester, subject)

    before, after = unpack(subject).payload, unpack(answer.json()["access_token"]).payload
    assert (after["azp"], after["aud"]) == (requester, "catalog")
    assert (after["sub"], after["sid"]) == (before["sub"], before["sid"])
    assert "act" not in after


def test_a_stranger_to_the_audience_may_not_exchange(ground: Ground, token: str) -> None:
    requester = ground.make_client(attributes={"standard.token.exchange.enabled": "true"})["clientId"]

    answer = exchange(ground, requester, token)

    assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")


def test_our_own_clients_may_not_exchange_at_all(ground: Ground, token: str) -> None:
    answer = exchange(ground, "catalog", token)

    assert answer.status_code == 400


def exchange(ground: Ground, requester: str, subject: str):
    form = {"subject_token": subject, "subject_token_type": ACCESS_TOKEN, "scope": "catalog:read"}
    return ground.post("token", requester, grant_type=EXCHANGE, **form)
