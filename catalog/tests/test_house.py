"""What every service of this house answers: whether it lives, what it is, who calls."""

import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient


def out_of_order(*_):
    raise OperationalError


def test_it_lives_whatever_else_is_wrong(anonymous, realm):
    realm.close()

    assert anonymous.get("/livez").json() == {"status": "ok"}


def test_it_is_ready_with_keys_and_database(editor, anonymous, db):
    editor.get("/api/me/")

    answer = anonymous.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


def test_it_is_not_ready_without_keys(realm, settings, db):
    realm.close()
    settings.COATCHECK = {**settings.COATCHECK, "ISSUER": realm.issuer}

    answer = APIClient().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["keys"] is False


def test_it_is_not_ready_without_a_database(editor, anonymous, db):
    editor.get("/api/me/")

    with connection.execute_wrapper(out_of_order):
        answer = anonymous.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "keys": True, "database": False}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/.well-known/oauth-protected-resource"])
def test_health_and_metadata_never_read_a_credential(anonymous, db, path):
    assert anonymous.get(path, headers={"Authorization": "Bearer not a token"}).status_code in (200, 503)
    assert anonymous.get(path, headers={"Authorization": "Bearer not a token"}).headers.get("WWW-Authenticate") is None


def test_metadata_names_realm_and_scopes(anonymous, realm):
    metadata = anonymous.get("/.well-known/oauth-protected-resource").json()

    assert metadata["resource"] == "http://testserver"
    assert metadata["authorization_servers"] == [realm.issuer]
    assert metadata["bearer_methods_supported"] == ["header"]
    assert {"catalog:read", "catalog:write"} <= set(metadata["scopes_supported"])


def test_me_is_role_and_scope(caller):
    me = caller(username="alice", subject="sub-1", scope="catalog:read", roles=["catalog-editor", "x"]).get("/api/me/")

    assert me.json() == {
        "sub": "sub-1",
        "username": "alice",
        "kind": "user",
        "client": me.json()["client"],
        "roles": ["catalog-editor", "x"],
        "client_roles": [],
        "scopes": ["catalog:read"],
        "permissions": ["catalog.view_category", "catalog.view_pricechange", "catalog.view_product"],
    }


def test_a_service_is_no_user(caller, realm, anonymous):
    token = realm.issue_for_client("billing", scope="catalog:read", audience="catalog")

    me = anonymous.get("/api/me/", headers={"Authorization": f"Bearer {token}"}).json()

    assert (me["kind"], me["client"], me["permissions"]) == ("service", "billing", [])
