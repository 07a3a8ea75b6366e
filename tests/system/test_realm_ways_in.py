"""A realm that Keycloak imported at its start and one made over the Admin API are the same realm."""

from typing import Any

from realm_admin import RealmAdmin
from realm_copy import RealmCopy
from realm_snapshot import snapshot, users


def test_import_and_admin_api_make_the_same_realm(admin: RealmAdmin, copy: RealmCopy, as_imported: Any) -> None:
    assert snapshot(admin, copy.name) == as_imported["realm"]


def test_import_and_admin_api_make_the_same_users(admin: RealmAdmin, copy: RealmCopy, as_imported: Any) -> None:
    made = users(admin, copy.name)

    assert {"alice", "service-account-realm-watcher"} <= made.keys()
    assert made == as_imported["users"]
