"""What the stand-in answers at each of its addresses when it behaves."""

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import jwt
from jwt.types import Options

from coatcheck.testing import logins
from coatcheck.testing.faults import Fault
from coatcheck.testing.keys import SigningKey, make_key
from coatcheck.testing.server import Received, Reply

if TYPE_CHECKING:
    from coatcheck.testing.realm import StandInRealm

Endpoint = Callable[["StandInRealm", Received], Reply]

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
UNAUTHORIZED = Reply({"error": "invalid_client"}, 401)


def paths_of(name: str) -> dict[str, str]:
    """Return the path of each endpoint, laid out as Keycloak does."""
    realm, admin = f"/realms/{name}", f"/admin/realms/{name}"
    return {
        "metadata": f"{realm}/.well-known/openid-configuration",
        "oauth-metadata": f"/.well-known/oauth-authorization-server{realm}",
        "keys": f"{realm}/protocol/openid-connect/certs",
        "token": f"{realm}/protocol/openid-connect/token",
        "introspection": f"{realm}/protocol/openid-connect/token/introspect",
        "authorization": f"{realm}/protocol/openid-connect/auth",
        "userinfo": f"{realm}/protocol/openid-connect/userinfo",
        "revocation": f"{realm}/protocol/openid-connect/revoke",
        "end-session": f"{realm}/protocol/openid-connect/logout",
        "events": f"{admin}/events",
        "admin-events": f"{admin}/admin-events",
        "events-config": f"{admin}/events/config",
        "elsewhere": "/elsewhere",
    }


def metadata(realm: "StandInRealm", request: Received) -> Reply:
    """OpenID Connect Discovery 1.0 section 4.2, RFC 8414 section 3.2."""
    wrong = realm.fault_of(request.endpoint) is Fault.WRONG_ISSUER
    issuer = "https://evil.example/realms/test" if wrong else realm.issuer
    return Reply(
        {
            "issuer": issuer,
            "authorization_endpoint": realm.url_of("authorization"),
            "token_endpoint": realm.url_of("token"),
            "jwks_uri": realm.url_of("keys"),
            "introspection_endpoint": realm.url_of("introspection"),
            "userinfo_endpoint": realm.url_of("userinfo"),
            "revocation_endpoint": realm.url_of("revocation"),
            "end_session_endpoint": realm.url_of("end-session"),
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
            "authorization_response_iss_parameter_supported": True,
        }
        | realm.metadata_changes
    )


def keys(realm: "StandInRealm", request: Received) -> Reply:
    if realm.fault_of(request.endpoint) is Fault.ROTATING:
        realm.keys[:] = [make_key(f"rotating-{realm.requests['keys']}", "ES256")]
    return Reply(realm.key_set())


def elsewhere(realm: "StandInRealm", request: Received) -> Reply:  # noqa: ARG001 - one shape for all
    """Answer as an attacker would to whoever follows a redirection."""
    return Reply({"keys": [make_key("elsewhere").jwk()], "active": True, "access_token": "elsewhere"})


def token(realm: "StandInRealm", request: Received) -> Reply:
    """Answer a client that acts for itself, or for a person who signed in. RFC 6749 section 3.2."""
    client = authenticated_client(realm, request)
    if client is None:
        return UNAUTHORIZED
    form = {name: values[0] for name, values in request.form.items()}
    grant = GRANTS.get(form.get("grant_type", ""))
    return grant(realm, client, form) if grant else Reply({"error": "unsupported_grant_type"}, 400)


def client_credentials(realm: "StandInRealm", client: str, form: Mapping[str, str]) -> Reply:
    """RFC 6749 section 4.4."""
    scope = form.get("scope", "")
    audience = sorted({each.partition(":")[0] for each in scope.split() if ":" in each})
    access = realm.issue_for_client(client, scope=scope, audience=audience or realm.audience)
    return Reply({"access_token": access, "token_type": "Bearer", "expires_in": realm.lifetime, "scope": scope})


GRANTS: dict[str, Callable[["StandInRealm", str, Mapping[str, str]], Reply]] = {
    "client_credentials": client_credentials,
    "authorization_code": logins.exchange,
    "refresh_token": logins.renew,
}


def introspection(realm: "StandInRealm", request: Received) -> Reply:
    """RFC 7662 section 2.2; like Keycloak, it tells a client only of tokens that are meant for it."""
    client = authenticated_client(realm, request)
    if client is None:
        return UNAUTHORIZED
    if realm.introspection_answer is not None:
        return Reply(realm.introspection_answer)
    claims = realm.issued.get(request.form.get("token", [""])[0], {})
    audience = claims.get("aud", [])
    meant = client in (audience if isinstance(audience, list) else [audience])
    live = meant and claims.get("jti") not in realm.ended
    return Reply({"active": True, "token_type": "Bearer"} | claims if live else {"active": False})


def authenticated_client(realm: "StandInRealm", request: Received) -> str | None:
    """Return which client calls, by secret (basic or post) or by a signed assertion, or None.

    RFC 6749 section 2.3.1, RFC 7523 section 2.2.
    """
    form = {name: values[0] for name, values in request.form.items()}
    if form.get("client_assertion_type") == ASSERTION_TYPE:
        return _client_by_assertion(realm, form.get("client_assertion", ""))
    client, secret = _basic(request.headers) or (form.get("client_id", ""), form.get("client_secret", ""))
    return client if secret and realm.clients.get(client) == secret else None


def _basic(headers: Mapping[str, str]) -> tuple[str, str] | None:
    scheme, _, text = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    name, _, secret = base64.b64decode(text).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _client_by_assertion(realm: "StandInRealm", assertion: str) -> str | None:
    try:
        name = str(jwt.decode(assertion, options={"verify_signature": False})["iss"])
        key = realm.clients.get(name)
        if not isinstance(key, SigningKey):
            return None
        audiences = [realm.issuer, realm.url_of("token"), realm.url_of("introspection")]
        public = key.private.public_key()
        needs: Options = {"require": ["exp", "jti", "sub"]}
        claims = jwt.decode(assertion, public, [key.algorithm], audience=audiences, options=needs)
    except (jwt.PyJWTError, KeyError):
        return None
    return name if claims["sub"] == name and realm.first_use(str(claims["jti"])) else None
