"""Tokens of any shape, well-formed or not, signed or not."""

import base64
import json
import uuid
from collections.abc import Mapping, Sequence

from coatcheck.testing.keys import SigningKey

Part = Mapping[str, object] | bytes | str

BACK_CHANNEL_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def encode_part(part: Part) -> str:
    """Return one part of a compact JWS: a mapping as JSON, text and bytes just as they are, in base64url."""
    if isinstance(part, Mapping):
        part = json.dumps(part, separators=(",", ":"))
    raw = part.encode() if isinstance(part, str) else part
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(header: Part, payload: Part, key: SigningKey, *, algorithm: str | None = None) -> str:
    """Return the compact JWS over exactly these parts. Raw text makes JSON that no library would write.

    RFC 7515 section 7.1.
    """
    message = f"{encode_part(header)}.{encode_part(payload)}"
    return f"{message}.{encode_part(key.sign(message.encode(), algorithm))}"


def access_claims(issuer: str, now: int, expires_in: int) -> dict[str, object]:
    """Return what Keycloak puts into every access token of a person."""
    return {
        "exp": now + expires_in,
        "iat": now,
        "jti": f"onrtro:{uuid.uuid4()}",
        "iss": issuer,
        "sub": "376c09f1-0f2e-4c0e-9a53-6e2c0f1f5a11",
        "typ": "Bearer",
        "azp": "web",
        "sid": "PfLvMyXpXZ072d2eGsrduLws",
        "acr": "1",
    }


def authority_claims(scope: str | Sequence[str], roles: Sequence[str]) -> dict[str, object]:
    """Return the scopes and realm roles in Keycloak's form; without a role the whole member is absent."""
    scopes = scope if isinstance(scope, str) else " ".join(scope)
    return {"scope": scopes} | ({"realm_access": {"roles": list(roles)}} if roles else {})


def logout_claims(issuer: str, audience: str, now: int) -> dict[str, object]:
    """Return a logout token's payload, still without `sub` and `sid`.

    OpenID Connect Back-Channel Logout 1.0 section 2.4.
    """
    return {
        "exp": now + 120,
        "iat": now,
        "jti": str(uuid.uuid4()),
        "iss": issuer,
        "aud": audience,
        "typ": "Logout",
        "events": {BACK_CHANNEL_EVENT: {}},
    }
