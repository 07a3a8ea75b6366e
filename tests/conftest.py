"""The stack under test, as everybody outside sees it: by HTTP, at the addresses that `./manage_all.sh env` prints.

`./manage_all.sh test` starts a stack of its own and puts those lines into the environment. By hand:
`eval "$(./manage_all.sh env | sed 's/^/export /')"`.
"""

import os
import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import httpx
import pytest

from addresses import Service, find_services
from realm_admin import RealmAdmin
from realm_copy import RealmCopy

SignIn = Callable[..., str]
LOGIN_PATIENCE = 3.0
Trust = ssl.SSLContext | Literal[True]


@pytest.fixture(scope="session")
def book() -> Mapping[str, str]:
    if "CATALOG_URL" not in os.environ:
        pytest.fail("no stack: run ./manage_all.sh test, or see tests/conftest.py", pytrace=False)
    return os.environ


@pytest.fixture(scope="session")
def verify(book: Mapping[str, str]) -> Trust:
    return ssl.create_default_context(cafile=book["CA_FILE"]) if "CA_FILE" in book else True


@pytest.fixture(scope="session")
def http(verify: Trust) -> Iterator[httpx.Client]:
    """Give a client without cookies of its own that opens a connection for each request, so that any worker may answer."""
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(timeout=20, verify=verify, limits=limits) as client:
        yield client


@pytest.fixture(scope="session")
def admin(book: Mapping[str, str], verify: Trust) -> Iterator[RealmAdmin]:
    admin = RealmAdmin(book, verify=verify)
    yield admin
    admin.http.close()


@pytest.fixture(scope="session")
def services(book: Mapping[str, str]) -> dict[str, Service]:
    return find_services(book)


@pytest.fixture(scope="session")
def sign_in(book: Mapping[str, str], http: httpx.Client) -> SignIn:
    """Give `sign_in(user, scope)`: a demo user's real access token by the password grant."""

    def ask(user: str, scope: str, *, client: str = "demo") -> str:
        form = {"grant_type": "password", "client_id": client, "username": user, "password": user, "scope": scope}
        return ask_for_token(http, f"{book['ISSUER']}/protocol/openid-connect/token", form)

    return ask


def ask_for_token(http: httpx.Client, url: str, form: Mapping[str, str]) -> str:
    """Keycloak's guard against guessing takes a user's logins one at a time, and lets go of each a moment later."""
    end = time.monotonic() + LOGIN_PATIENCE
    while (answer := http.post(url, data=form)).status_code == 400 and time.monotonic() < end:
        time.sleep(0.2)
    return answer.raise_for_status().json()["access_token"]


@pytest.fixture(scope="session")
def client_token(book: Mapping[str, str], http: httpx.Client) -> SignIn:
    """Give `client_token(client, scope)`: the access token of one of the services itself."""

    def ask(client: str, scope: str) -> str:
        form = {"grant_type": "client_credentials", "scope": scope}
        auth = (client, book[f"{client.upper()}_CLIENT_SECRET"])
        answer = http.post(f"{book['ISSUER']}/protocol/openid-connect/token", data=form, auth=auth)
        return answer.raise_for_status().json()["access_token"]

    return ask


@pytest.fixture(scope="module")
def copy(book: Mapping[str, str], admin: RealmAdmin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealmCopy]:
    """Give a realm made from the file over the Admin API, under a name of its own, for as long as a test file runs."""
    copy = RealmCopy(book, f"copy-{uuid.uuid4().hex[:8]}", tmp_path_factory.mktemp("realm"))
    made = copy.provision("create")
    assert made.status == 0, made.error
    yield copy
    admin.call("DELETE", "", realm=copy.name)
