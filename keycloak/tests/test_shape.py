"""A realm's representation as a flat table."""

from typing import Any

import pytest
from shape import shape_of


@pytest.fixture
def realm() -> dict[str, Any]:
    return {
        "realm": "acme",
        "enabledEventTypes": ["LOGOUT", "LOGIN"],
        "attributes": {"adminEventsExpiration": "86400"},
        "roles": {
            "realm": [{"name": "manager", "composites": {"realm": ["editor"], "client": {"account": ["view"]}}}],
            "client": {"account": [{"name": "view"}]},
        },
        "clientScopes": [{"name": "read", "protocolMappers": [{"name": "audience", "config": {"a.b": "c"}}]}],
        "clients": [{"clientId": "watcher", "serviceAccountsEnabled": True, "attributes": {"x.y": "z"}}],
        "scopeMappings": [{"client": "watcher", "roles": ["editor"]}, {"clientScope": "read", "roles": ["manager"]}],
        "clientScopeMappings": {"realm-management": [{"client": "watcher", "roles": ["view-events"]}]},
        "users": [
            {"username": "alice"},
            {
                "username": "w",
                "serviceAccountClientId": "watcher",
                "clientRoles": {"realm-management": ["view-events"]},
            },
        ],
    }


def test_settings_of_the_realm_are_its_members(realm: dict[str, Any]) -> None:
    members = shape_of(realm)["realm"]

    assert members["attributes.adminEventsExpiration"] == "86400"
    assert members["enabledEventTypes"] == frozenset({"LOGIN", "LOGOUT"})


def test_a_composite_names_roles_of_the_realm_and_of_clients(realm: dict[str, Any]) -> None:
    assert shape_of(realm)["roles/manager"]["composites"] == frozenset({"editor", "account/view"})


def test_a_client_role_has_its_client_in_its_path(realm: dict[str, Any]) -> None:
    assert "roles/account/view" in shape_of(realm)


def test_a_mapper_is_an_object_of_its_own(realm: dict[str, Any]) -> None:
    assert shape_of(realm)["clientScopes/read/protocolMappers/audience"]["config.a.b"] == "c"


def test_scope_mappings_belong_to_the_client_or_scope_they_are_for(realm: dict[str, Any]) -> None:
    shape = shape_of(realm)

    assert shape["clients/watcher"]["scopeMappings"] == frozenset({"editor", "realm-management/view-events"})
    assert shape["clientScopes/read"]["scopeMappings"] == frozenset({"manager"})


def test_a_service_account_is_part_of_its_client(realm: dict[str, Any]) -> None:
    shape = shape_of(realm)

    assert shape["clients/watcher"]["serviceAccountRoles"] == frozenset({"realm-management/view-events"})
    assert "users/w" not in shape


def test_a_person_is_only_there_or_not(realm: dict[str, Any]) -> None:
    assert shape_of(realm)["users/alice"] == {}
