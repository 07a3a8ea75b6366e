"""What Keycloak's tokens look like. keycloak-facts: the library's claim rules and Principal lean on each."""

import re

import pytest
from ground import AUTH, Ground, unpack

DATED = ("iat", "exp")


def test_an_access_token_has_the_claims_that_are_required(ground: Ground) -> None:
    header, payload = unpack(ground.token_as("demo", "alice", scope="openid catalog:read"))

    assert header.keys() == {"alg", "typ", "kid"}
    assert (header["alg"], payload["typ"], payload["azp"]) == ("RS256", "Bearer", "demo")
    assert payload["iss"] == ground.issuer
    assert payload["exp"] - payload["iat"] == 300
    assert all(isinstance(payload[name], int) for name in DATED)
    assert {"sub", "jti", "sid", "scope", "preferred_username"} <= payload.keys()


def test_an_access_token_has_neither_nbf_nor_client_id_nor_an_e_mail(ground: Ground) -> None:
    payload = unpack(ground.token_as("demo", "alice", scope="openid catalog:read")).payload

    assert not {"nbf", "client_id", "email", "name"} & payload.keys()


def test_an_empty_scope_is_refused_so_it_must_be_left_out(ground: Ground) -> None:
    assert ground.ask_as("demo", "alice", scope="").json()["error"] == "invalid_scope"
    assert ground.ask_as("demo", "alice").status_code == 200


def test_the_header_type_is_at_jwt_where_the_client_says_so(ground: Ground, client: str) -> None:
    plain = unpack(ground.token_as(client, "alice", scope="catalog:read"))
    declared = unpack(ground.token_as("demo", "alice", scope="catalog:read"))

    assert (plain.header["typ"], declared.header["typ"]) == ("JWT", "at+jwt")
    assert plain.payload["typ"] == declared.payload["typ"] == "Bearer"


@pytest.mark.parametrize(
    ("scope", "audience"),
    [
        ("catalog:read", "catalog"),
        ("catalog:read catalog:write", "catalog"),
        ("billing:write", "billing"),
        ("openid", None),
    ],
)
def test_one_audience_is_a_text_and_none_is_no_member(ground: Ground, scope: str, audience: str | None) -> None:
    payload = unpack(ground.token_as("demo", "alice", scope=scope)).payload

    assert payload.get("aud") == audience


def test_several_audiences_are_a_list(ground: Ground) -> None:
    payload = unpack(ground.token_as("demo", "alice", scope="catalog:read billing:read")).payload

    assert sorted(payload["aud"]) == ["billing", "catalog"]


def test_a_token_id_has_a_prefix_and_a_session_id_is_no_uuid(ground: Ground) -> None:
    payload = unpack(ground.token_as("demo", "alice", scope="catalog:read")).payload

    assert re.fullmatch(r"[a-z]+:[0-9a-f-]{36}", payload["jti"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", payload["sid"])


def test_a_services_own_token_has_no_session_and_names_its_client(ground: Ground) -> None:
    payload = unpack(ground.own_token("billing", scope="catalog:read")).payload

    assert "sid" not in payload
    assert (payload["client_id"], payload["azp"], payload["aud"]) == ("billing", "billing", "catalog")
    assert payload["preferred_username"] == "service-account-billing"


def test_a_services_own_token_has_no_audience_unless_asked_for(ground: Ground) -> None:
    assert "aud" not in unpack(ground.own_token("billing")).payload


def test_an_id_token_differs_in_header_payload_type_and_audience(ground: Ground) -> None:
    answer = ground.ask_as("demo", "alice", scope="openid catalog:read").json()

    header, payload = unpack(answer["id_token"])

    assert (header["typ"], payload["typ"], payload["aud"]) == ("JWT", "ID", "demo")
    assert {"at_hash", "name"} <= payload.keys()


def test_a_refresh_token_is_symmetric_and_of_its_own_type(ground: Ground) -> None:
    answer = ground.ask_as("demo", "alice", scope="catalog:read").json()

    header, payload = unpack(answer["refresh_token"])

    assert (header["alg"], payload["typ"]) == ("HS512", "Refresh")


def test_a_refresh_token_is_good_once(ground: Ground) -> None:
    first = ground.ask_as("demo", "alice", scope="catalog:read").json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": first}

    used, replayed = (ground.post("token", "demo", **form) for _ in range(2))

    assert (used.status_code, replayed.status_code) == (200, 400)
    assert replayed.json()["error"] == "invalid_grant"


def test_roles_are_in_realm_access_and_absent_where_there_are_none(ground: Ground) -> None:
    alice = unpack(ground.token_as("demo", "alice", scope="catalog:read")).payload
    erin = unpack(ground.token_as("demo", "erin", scope="catalog:read")).payload

    assert sorted(alice["realm_access"]["roles"]) == ["catalog-editor", "customer"]
    assert "realm_access" not in erin


def test_a_composite_role_is_listed_with_its_parts(ground: Ground) -> None:
    payload = unpack(ground.token_as("demo", "dave", scope="catalog:read")).payload

    assert sorted(payload["realm_access"]["roles"]) == ["billing-admin", "catalog-editor", "manager"]


def test_discovery_announces_what_login_and_keys_lean_on(ground: Ground) -> None:
    metadata = ground.http.get(f"{ground.issuer}/.well-known/openid-configuration").json()

    assert metadata["issuer"] == ground.issuer
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert metadata["backchannel_logout_session_supported"] is True
    assert metadata["jwks_uri"] == f"{ground.issuer}/{AUTH}/certs"


def test_metadata_of_rfc_8414_stands_beside_discovery(ground: Ground) -> None:
    host, _, realm = ground.issuer.partition("/realms/")

    metadata = ground.http.get(f"{host}/.well-known/oauth-authorization-server/realms/{realm}").json()

    assert metadata["issuer"] == ground.issuer
