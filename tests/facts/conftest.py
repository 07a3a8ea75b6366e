"""One throw-away realm for all facts: the realm file under another name, its service clients' secret known."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from ground import Ground

from realm_admin import RealmAdmin
from realm_copy import RealmCopy


@pytest.fixture(scope="session")
def ground(
    book: Mapping[str, str], admin: RealmAdmin, http: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    copy = RealmCopy(book, "facts", tmp_path_factory.mktemp("realm"))
    copy.values |= {name: Ground.secret for name in copy.values if name.endswith("_SECRET")}
    made = copy.provision("create")
    assert made.status == 0, made.error
    yield Ground(admin, http, book["KEYCLOAK_URL"], copy.name)
    admin.call("DELETE", "", realm=copy.name)


@pytest.fixture(scope="session")
def client(ground: Ground) -> str:
    """Give a client made as an administrator would in the console."""
    return ground.make_client()["clientId"]
