"""`DEMO=0`: no demo client, no demo users; where they are there already, they are switched off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from realm_admin import RealmAdmin
from realm_copy import RealmCopy

PEOPLE = {"alice", "bob", "carol", "dave", "erin"}


@pytest.fixture(autouse=True)
def _back_to_demo(copy: RealmCopy) -> Iterator[None]:
    yield
    copy.provision("ensure")


def enabled(admin: RealmAdmin, copy: RealmCopy) -> set[str]:
    users = admin.call("GET", "users?max=200", realm=copy.name).json()
    return {user["username"] for user in users if user["enabled"]}


def test_a_new_realm_has_neither_demo_client_nor_users(admin: RealmAdmin, book: dict[str, str], tmp_path: Path) -> None:
    bare = RealmCopy(book, "copy-without-demo", tmp_path)

    try:
        done = bare.provision("ensure", DEMO="0")

        assert done.report["differences"] == []
        assert admin.call("GET", "users?max=200", realm=bare.name).json() == []
        assert admin.call("GET", "clients?clientId=demo", realm=bare.name).json() == []
    finally:
        admin.call("DELETE", "", realm=bare.name)


def test_the_demo_parts_of_an_older_realm_are_switched_off(admin: RealmAdmin, copy: RealmCopy) -> None:
    done = copy.provision("ensure", DEMO="0")

    assert set(done.report["switched"]) == {"clients/demo"} | {f"users/{name}" for name in PEOPLE}
    assert enabled(admin, copy) == set()
    assert not admin.call("GET", "clients?clientId=demo", realm=copy.name).json()[0]["enabled"]


def test_a_demo_once_more_has_them_back(admin: RealmAdmin, copy: RealmCopy) -> None:
    copy.provision("ensure", DEMO="0")

    done = copy.provision("ensure")

    assert enabled(admin, copy) == PEOPLE
    assert done.report["differences"] == []


def test_whom_an_administrator_disabled_stays_disabled(admin: RealmAdmin, copy: RealmCopy) -> None:
    bob = admin.call("GET", "users?username=bob&exact=true", realm=copy.name).json()[0]
    admin.call("PUT", f"users/{bob['id']}", bob | {"enabled": False}, realm=copy.name)

    copy.provision("ensure", DEMO="0")
    copy.provision("ensure")

    assert enabled(admin, copy) == PEOPLE - {"bob"}
    admin.call("PUT", f"users/{bob['id']}", bob | {"enabled": True}, realm=copy.name)
