"""The realm as a client sees it: its issuer, a token of a client's own, what introspection says of it."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from admin_api import TIMEOUT, AdminApiError
from keycloak import KeycloakOpenID
from keycloak.exceptions import KeycloakConnectionError, KeycloakError


@dataclass(frozen=True, slots=True)
class OwnClaims:
    """What a client's own token says, unverified; it is never used for a decision about a caller."""

    token: str = field(repr=False)
    issued_at: int
    audience: frozenset[str]


class RealmClient:
    """The endpoints of one realm, asked as one of its confidential clients."""

    def __init__(self, url: str, *, realm: str, ca_file: str | None = None) -> None:
        self._url = url
        self._realm = realm
        self._verify: str | bool = ca_file or True

    def issuer(self) -> str:
        """Return what the realm calls itself."""
        try:
            return str(self._as("account", "").well_known()["issuer"])
        except KeycloakError as error:
            raise AdminApiError(f"the realm's metadata cannot be had: {error}") from error

    def own_claims(self, client: str, secret: str, scope: str) -> OwnClaims | None:
        """Return what the client's own token says, None where the realm gives it none."""
        try:
            answer = self._as(client, secret).token(grant_type="client_credentials", scope=scope)
        except KeycloakConnectionError as error:
            raise AdminApiError(f"the realm cannot be asked for a token: {error}") from error
        except KeycloakError:
            return None
        token = str(answer["access_token"])
        payload = _payload(token)
        audience = payload.get("aud", ())
        return OwnClaims(token, payload["iat"], frozenset([audience] if isinstance(audience, str) else audience))

    def is_active(self, client: str, secret: str, token: str) -> bool:
        """Tell whether the realm tells this client that the token is active."""
        try:
            return self._as(client, secret).introspect(token).get("active") is True
        except KeycloakError:
            return False

    def _as(self, client: str, secret: str) -> KeycloakOpenID:
        return KeycloakOpenID(
            server_url=self._url.rstrip("/") + "/",
            realm_name=self._realm,
            client_id=client,
            client_secret_key=secret or None,
            verify=self._verify,
            timeout=TIMEOUT,
        )


def _payload(token: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    except (IndexError, ValueError, binascii.Error) as error:
        raise AdminApiError("the realm gives tokens that cannot be read") from error
    return read
