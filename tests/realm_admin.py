"""What the tests do to the realm as its administrator: plain calls of Keycloak's Admin API."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

TOKEN_LIFETIME = 30  # seconds; Keycloak's own for its admin client is 60


class RealmAdmin:
    """The administrator of the realm under test, signed in as often as needed."""

    def __init__(self, book: Mapping[str, str], *, verify: Any = True) -> None:
        self.book = book
        self.http = httpx.Client(base_url=f"{book['KEYCLOAK_URL']}/admin/realms", timeout=30, verify=verify)
        self._signed_in_until = 0.0

    def call(self, method: str, path: str, body: object = None, *, realm: str | None = None) -> httpx.Response:
        """Call `/admin/realms/REALM/path`, and raise unless it succeeds."""
        self._sign_in()
        url = f"/{realm or self.book['REALM']}/{path}".rstrip("/")
        return self.http.request(method, url, json=body).raise_for_status()

    def get(self, path: str) -> Any:
        return self.call("GET", path).json()

    def create(self, path: str, body: object) -> str:
        """Create something and return its id."""
        return self.call("POST", path, body).headers["Location"].rpartition("/")[2]

    def find_client(self, client_id: str) -> dict[str, Any]:
        clients = self.get(f"clients?clientId={client_id}")
        assert len(clients) == 1
        return clients[0]

    def _sign_in(self) -> None:
        if time.monotonic() < self._signed_in_until:
            return
        form = {
            "grant_type": "password",
            "client_id": "admin-cli",
            "username": self.book["KEYCLOAK_ADMIN"],
            "password": self.book["KEYCLOAK_ADMIN_PASSWORD"],
        }
        url = f"{self.book['KEYCLOAK_URL']}/realms/master/protocol/openid-connect/token"
        answer = self.http.post(url, data=form).raise_for_status().json()
        self.http.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self._signed_in_until = time.monotonic() + TOKEN_LIFETIME
