"""provision.py on a realm that exists: what is absent comes back, what an administrator changed stays.

All in a throw-away copy of the realm, which each test leaves as the file has it.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from realm_admin import RealmAdmin
from realm_copy import RealmCopy


@pytest.fixture
def _put_right(copy: RealmCopy) -> Iterator[None]:
    yield
    copy.provision("apply")


def client(admin: RealmAdmin, copy: RealmCopy, name: str) -> dict[str, Any]:
    return admin.call("GET", f"clients?clientId={name}", realm=copy.name).json()[0]


def scope(admin: RealmAdmin, copy: RealmCopy, name: str) -> dict[str, Any]:
    scopes = admin.call("GET", "client-scopes", realm=copy.name).json()
    return next(each for each in scopes if each["name"] == name)


def change_docs(admin: RealmAdmin, copy: RealmCopy, **changes: object) -> None:
    found = client(admin, copy, "docs")
    admin.call("PUT", f"clients/{found['id']}", found | changes, realm=copy.name)


def test_a_realm_as_in_the_file_is_left_alone(admin: RealmAdmin, copy: RealmCopy) -> None:
    before = admin.call("GET", "admin-events?max=1000", realm=copy.name).json()

    done = copy.provision("ensure")

    assert (done.report["created"], done.report["changed"], done.report["differences"]) == ([], [], [])
    assert admin.call("GET", "admin-events?max=1000", realm=copy.name).json() == before


@pytest.mark.usefixtures("_put_right")
def test_an_administrators_change_survives_and_is_reported(admin: RealmAdmin, copy: RealmCopy) -> None:
    change_docs(admin, copy, name="Our own name")

    done = copy.provision("ensure")

    assert client(admin, copy, "docs")["name"] == "Our own name"
    assert done.report["differences"] == [
        {"path": "clients/docs/name", "live": "Our own name", "file": "API documentation"}
    ]


@pytest.mark.usefixtures("_put_right")
def test_diff_exits_1_and_changes_nothing(admin: RealmAdmin, copy: RealmCopy) -> None:
    change_docs(admin, copy, redirectUris=["http://127.0.0.1:1/elsewhere"])

    done = copy.provision("diff")

    assert (done.status, done.paths) == (1, ["clients/docs/redirectUris"])
    assert client(admin, copy, "docs")["redirectUris"] == ["http://127.0.0.1:1/elsewhere"]


def test_diff_of_a_realm_as_in_the_file_exits_0(copy: RealmCopy) -> None:
    done = copy.provision("diff")

    assert (done.status, done.report["differences"]) == (0, [])


@pytest.mark.usefixtures("_put_right")
def test_addresses_are_kept_right(admin: RealmAdmin, copy: RealmCopy) -> None:
    done = copy.provision("ensure", CATALOG_URL="http://127.0.0.1:2", CATALOG_BACKCHANNEL_URL="http://catalog:8001")

    web = client(admin, copy, "catalog-web")
    assert done.report["differences"] == []
    assert web["redirectUris"] == ["http://127.0.0.1:2/oidc/callback/"]
    assert web["attributes"]["backchannel.logout.url"] == "http://catalog:8001/oidc/backchannel-logout/"


@pytest.mark.usefixtures("_put_right")
def test_secrets_are_kept_right_and_never_shown(admin: RealmAdmin, copy: RealmCopy) -> None:
    seen = copy.provision("diff", BILLING_CLIENT_SECRET="another-secret")
    done = copy.provision("ensure", BILLING_CLIENT_SECRET="another-secret")

    assert client(admin, copy, "billing")["secret"] == "another-secret"
    assert done.report["changed"] == ["clients/billing/secret"]
    assert "another-secret" not in str(seen.report) + str(done.report)


def test_deleted_clients_come_back_whole(admin: RealmAdmin, copy: RealmCopy) -> None:
    names = ["catalog", "docs", "demo", "realm-watcher"]
    for name in names:
        admin.call("DELETE", f"clients/{client(admin, copy, name)['id']}", realm=copy.name)

    done = copy.provision("ensure")

    assert done.report["created"] == [f"clients/{name}" for name in names]
    assert done.report["differences"] == []


def test_a_deleted_scope_comes_back_to_every_client_that_had_it(admin: RealmAdmin, copy: RealmCopy) -> None:
    admin.call("DELETE", f"client-scopes/{scope(admin, copy, 'catalog:read')['id']}", realm=copy.name)

    done = copy.provision("ensure")

    assert done.report["created"] == ["clientScopes/catalog:read"]
    assert done.report["differences"] == []
    assert "catalog:read" in client(admin, copy, "billing")["optionalClientScopes"]


def test_a_deleted_role_comes_back_into_tokens_and_composites(admin: RealmAdmin, copy: RealmCopy) -> None:
    admin.call("DELETE", "roles/billing-admin", realm=copy.name)

    done = copy.provision("ensure")

    assert done.report["created"] == ["roles/billing-admin"]
    assert done.report["differences"] == []


def test_a_deleted_demo_user_comes_back_with_her_roles(admin: RealmAdmin, copy: RealmCopy) -> None:
    user = admin.call("GET", "users?username=carol&exact=true", realm=copy.name).json()[0]
    admin.call("DELETE", f"users/{user['id']}", realm=copy.name)

    copy.provision("ensure")

    user = admin.call("GET", "users?username=carol&exact=true", realm=copy.name).json()[0]
    roles = admin.call("GET", f"users/{user['id']}/role-mappings/realm", realm=copy.name).json()
    assert "billing-admin" in {each["name"] for each in roles}


def test_a_missing_value_is_refused_before_anything_is_asked(copy: RealmCopy) -> None:
    done = copy.provision("ensure", FEED_CLIENT_SECRET="")

    assert done.status == 2
    assert "FEED_CLIENT_SECRET" in done.error


def test_a_wrong_administrator_is_an_error_without_the_password(copy: RealmCopy) -> None:
    done = copy.provision("ensure", KEYCLOAK_ADMIN_PASSWORD="not-the-password")

    assert done.status == 3
    assert "not-the-password" not in done.error
