"""A realm to try Keycloak's behaviour on: its endpoints as a client sees them, its Admin API, its tokens unpacked."""

import base64
import json
import uuid
from typing import Any, NamedTuple

import httpx

from realm_admin import RealmAdmin

AUTH = "protocol/openid-connect"


class Unpacked(NamedTuple):
    """A token's header and payload, unverified."""

    header: dict[str, Any]
    payload: dict[str, Any]


def unpack(token: str) -> Unpacked:
    """Return what a token says."""
    parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]
    return Unpacked(*parts)


class Ground:
    """One realm. `secret` is that of every client made by `make_client`."""

    secret = "a-secret-for-facts"

    def __init__(self, admin: RealmAdmin, http: httpx.Client, keycloak: str, realm: str) -> None:
        self.realm = realm
        self.issuer = f"{keycloak}/realms/{realm}"
        self.http = http
        self._admin = admin

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the Admin API; raise unless it succeeds."""
        return self._admin.call(method, path, body, realm=self.realm)

    def get(self, path: str) -> Any:
        return self.call("GET", path).json()

    def create(self, path: str, body: object) -> str:
        """Create something and return its id."""
        return self.call("POST", path, body).headers["Location"].rpartition("/")[2]

    def make_client(self, **settings: object) -> dict[str, Any]:
        """Make a confidential client with the password grant, which may ask for all scopes of ours."""
        defaults: dict[str, object] = {
            "clientId": f"fact-{uuid.uuid4().hex[:8]}",
            "secret": self.secret,
            "directAccessGrantsEnabled": True,
            "serviceAccountsEnabled": True,
            "standardFlowEnabled": False,
            "fullScopeAllowed": False,
            "defaultClientScopes": ["basic", "acr", "roles"],
            "optionalClientScopes": ["catalog:read", "catalog:write", "billing:read", "billing:write"],
        }
        return self.get(f"clients/{self.create('clients', defaults | settings)}")

    def find(self, kind: str, key: str, value: str) -> dict[str, Any]:
        """Return the one client, client scope, role … whose member `key` is `value`."""
        return next(each for each in self.get(kind) if each[key] == value)

    def post(self, path: str, client: str, headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        """Post a form to an endpoint under the issuer as a confidential client."""
        auth = (client, self.secret)
        return self.http.post(f"{self.issuer}/{AUTH}/{path}", data=form, auth=auth, headers=headers)

    def ask_as(self, client: str, user: str, **form: str) -> httpx.Response:
        """Ask for a token by a demo user's password, which is her name."""
        return self.post("token", client, grant_type="password", username=user, password=user, **form)

    def token_as(self, client: str, user: str, **form: str) -> str:
        """Return a demo user's access token."""
        return self.ask_as(client, user, **form).raise_for_status().json()["access_token"]

    def own_token(self, client: str, **form: str) -> str:
        """Return a client's own access token."""
        answer = self.post("token", client, grant_type="client_credentials", **form)
        return answer.raise_for_status().json()["access_token"]

    def introspect_as(self, client: str, token: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Ask about a token."""
        return self.post("token/introspect", client, headers, token=token)
