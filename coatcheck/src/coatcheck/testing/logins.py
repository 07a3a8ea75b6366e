"""The stand-in as an OpenID provider for browsers: it signs anybody in at once, and spoils what a test asks for."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from coatcheck.testing.keys import SigningKey
from coatcheck.testing.server import Received, Reply
from coatcheck.testing.tokens import encode_part

if TYPE_CHECKING:
    from coatcheck.testing.realm import StandInRealm

T = TypeVar("T")

INVALID_GRANT = Reply({"error": "invalid_grant"}, 400)
BAD_REQUEST = Reply({"error": "invalid_request"}, 400)


@dataclass
class Logins:
    """How the next logins go. Tests change the attributes; a value of `None` leaves a member out.

    `id_token` lays claims over the ID token, `id_token_headers` members over its header, `answer` parameters over
    the redirect back, `tokens` members over the token endpoint's answer. `error` makes the redirect an error,
    `refuse_renewal` refuses every refresh token, `refusal` is how codes and refresh tokens are refused, `ends_by_token`
    is whether one of these ends its session as at Keycloak. `codes` and `refresh_tokens` are what is out, by their text.
    """

    subject: str = "sub-of-alice"
    username: str = "alice"
    session_id: str = "session-of-alice"
    roles: Sequence[str] = ()
    scope: str = "openid"
    error: str | None = None
    refuse_renewal: bool = False
    refusal: Reply = INVALID_GRANT
    ends_by_token: bool = True
    id_token: dict[str, object] = field(default_factory=dict)
    id_token_headers: dict[str, object] = field(default_factory=dict)
    id_token_key: SigningKey | None = None
    answer: dict[str, str | None] = field(default_factory=dict)
    tokens: dict[str, object] = field(default_factory=dict)
    userinfo: dict[str, object] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: dict[str, dict[str, str]] = field(default_factory=dict)


def authorization(realm: "StandInRealm", request: Received) -> Reply:
    """Send the browser back with a code. OpenID Connect Core 1.0 section 3.1.2, RFC 7636, RFC 9207."""
    asked = {name: values[0] for name, values in request.query.items()}
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return BAD_REQUEST
    code = secrets.token_urlsafe(16)
    realm.logins.codes[code] = asked
    answer: dict[str, str | None] = {"code": code, "state": asked["state"], "iss": realm.issuer}
    if realm.logins.error:
        answer = {"error": realm.logins.error, "state": asked["state"], "iss": realm.issuer}
    return Reply(location=f"{asked['redirect_uri']}?{urlencode(kept(answer | realm.logins.answer))}", status=302)


def exchange(realm: "StandInRealm", client: str, form: Mapping[str, str]) -> Reply:
    """Give tokens for a code, once. RFC 6749 section 4.1.3, RFC 7636 section 4.6."""
    asked = realm.logins.codes.pop(form.get("code", ""), None)
    if asked is None or asked["client_id"] != client or asked["redirect_uri"] != form.get("redirect_uri"):
        return realm.logins.refusal
    if encode_part(sha256(form.get("code_verifier", "").encode()).digest()) != asked["code_challenge"]:
        return realm.logins.refusal
    return grant(realm, client, asked["nonce"])


def renew(realm: "StandInRealm", client: str, form: Mapping[str, str]) -> Reply:
    """Give fresh tokens for a refresh token, which is dead then. RFC 6749 section 6."""
    kept_grant = realm.logins.refresh_tokens.pop(form.get("refresh_token", ""), None)
    if kept_grant is None or kept_grant["client"] != client or realm.logins.refuse_renewal:
        return realm.logins.refusal
    return grant(realm, client, None)


def grant(realm: "StandInRealm", client: str, nonce: str | None) -> Reply:
    logins = realm.logins
    access = realm.issue(
        subject=logins.subject,
        username=logins.username,
        scope=logins.scope,
        roles=logins.roles,
        azp=client,
        sid=logins.session_id,
    )
    refresh = secrets.token_urlsafe(16)
    logins.refresh_tokens[refresh] = {"client": client}
    body: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": realm.lifetime}
    body |= {"refresh_token": refresh, "id_token": id_token(realm, client, nonce, access), "scope": logins.scope}
    return Reply(kept(body | logins.tokens))


def id_token(realm: "StandInRealm", client: str, nonce: str | None, access: str) -> str:
    """OpenID Connect Core 1.0 section 2."""
    now, logins = int(realm.clock()), realm.logins
    claims: dict[str, object] = {"iss": realm.issuer, "sub": logins.subject, "aud": client, "azp": client}
    claims |= {"exp": now + 300, "iat": now, "sid": logins.session_id, "typ": "ID", "nonce": nonce}
    claims |= {"preferred_username": logins.username, "at_hash": encode_part(sha256(access.encode()).digest()[:16])}
    headers = kept(logins.id_token_headers)
    without = tuple(f"header.{name}" for name, value in logins.id_token_headers.items() if value is None)
    return realm.sign(
        kept(claims | logins.id_token), typ="JWT", headers=headers, without=without, key=logins.id_token_key
    )


def userinfo(realm: "StandInRealm", request: Received) -> Reply:
    """OpenID Connect Core 1.0 section 5.3."""
    if not realm.is_own_token(request.headers.get("authorization", "")):
        return Reply({"error": "invalid_token"}, 401)
    return Reply(kept({"sub": realm.logins.subject} | realm.logins.userinfo))


def revocation(realm: "StandInRealm", request: Received) -> Reply:
    """RFC 7009 section 2.2: what is unknown is as good as revoked."""
    realm.logins.refresh_tokens.pop(request.form.get("token", [""])[0], None)
    return Reply({})


def end_session(realm: "StandInRealm", request: Received) -> Reply:
    """Send the browser back, or end a session by its refresh token, as Keycloak does.

    OpenID Connect RP-Initiated Logout 1.0 section 2.
    """
    if request.method == "POST":
        known = realm.logins.refresh_tokens.pop(request.form.get("refresh_token", [""])[0], None)
        return Reply(status=204) if known and realm.logins.ends_by_token else BAD_REQUEST
    query = {name: values[0] for name, values in request.query.items()}
    return Reply(location=f"{query['post_logout_redirect_uri']}?{urlencode({'state': query['state']})}", status=302)


def kept(members: Mapping[str, T | None]) -> dict[str, T]:
    """Leave out what is `None`."""
    return {name: value for name, value in members.items() if value is not None}
