"""What an authorization server signs: access tokens and logout tokens, valid unless spoilt."""

from collections.abc import Callable, Mapping, Sequence

from coatcheck.testing import tokens
from coatcheck.testing.keys import SigningKey, make_key


class Issuer:
    """Signs tokens in the name of `issuer`, and remembers them for introspection."""

    def __init__(self, issuer: str, clock: Callable[[], float]) -> None:
        self.issuer, self.clock = issuer, clock
        self.audience: str | Sequence[str] = "orders"
        self.lifetime = 300
        self.keys = [make_key()]
        self.issued: dict[str, dict[str, object]] = {}
        self.ended: set[object] = set()

    def issue(  # noqa: PLR0913 - each spoils one thing
        self,
        *,
        audience: str | Sequence[str] | None = None,
        scope: str | Sequence[str] = "openid",
        roles: Sequence[str] = (),
        subject: str | None = None,
        username: str = "alice",
        expires_in: int | None = None,
        issued_at: float | None = None,
        typ: str = "at+jwt",
        payload_type: object = "Bearer",
        headers: Mapping[str, object] | None = None,
        without: Sequence[str] = (),
        key: SigningKey | None = None,
        **claims: object,
    ) -> str:
        """Return an access token that is valid but for what the arguments spoil.

        Times are in seconds. Any other argument is a claim as it stands in the payload; `without` names members
        to leave out, `header.kid` for one of the header; `headers` are laid over the header. `typ` is the header's,
        `payload_type` the payload's.
        """
        now = int(self.clock() if issued_at is None else issued_at)
        payload = tokens.access_claims(self.issuer, now, self.lifetime if expires_in is None else expires_in)
        payload |= {"aud": _audience(self.audience if audience is None else audience), "preferred_username": username}
        payload["typ"] = payload_type
        payload |= tokens.authority_claims(scope, roles) | ({"sub": subject} if subject is not None else {}) | claims
        return self.sign(payload, typ=typ, headers=headers, without=without, key=key)

    def issue_for_client(
        self, client: str, *, scope: str | Sequence[str] = "", audience: str | Sequence[str] | None = None
    ) -> str:
        """Return the token of a client that acts for itself: no `sid`, but a `client_id`."""
        return self.issue(
            audience=audience,
            scope=scope,
            subject=f"sub-of-{client}",
            username=f"service-account-{client}",
            without=("sid",),
            azp=client,
            client_id=client,
        )

    def issue_logout_token(self, audience: str, **claims: object) -> str:
        """Return a logout token for the client `audience`. Give it `sub`, `sid` or both.

        OpenID Connect Back-Channel Logout 1.0 section 2.4.
        """
        payload = tokens.logout_claims(self.issuer, audience, int(self.clock())) | claims
        return self.sign(payload, typ="logout+jwt")

    def sign(
        self,
        payload: Mapping[str, object],
        *,
        typ: str,
        headers: Mapping[str, object] | None = None,
        without: Sequence[str] = (),
        key: SigningKey | None = None,
    ) -> str:
        """Return a token over exactly this payload, less what `without` names, remembered for introspection."""
        key = key or self.keys[0]
        header = {"alg": key.algorithm, "typ": typ, "kid": key.key_id} | dict(headers or {})
        header = {name: value for name, value in header.items() if f"header.{name}" not in without}
        kept = {name: value for name, value in payload.items() if name not in without}
        token = tokens.sign(header, kept, key)
        self.issued[token] = kept
        return token

    def end(self, token: str) -> None:
        """End a token: introspection then calls it inactive."""
        self.ended.add(self.issued[token].get("jti"))

    def rotate(self, key_id: str, algorithm: str = "RS256") -> SigningKey:
        """Publish a new key beside the old ones and sign with it from now on."""
        self.keys.insert(0, make_key(key_id, algorithm))
        return self.keys[0]

    def withdraw(self, key: SigningKey) -> None:
        """Publish the key no longer, as after a theft."""
        self.keys.remove(key)


def _audience(audience: str | Sequence[str]) -> str | list[str]:
    """Return `aud` as Keycloak writes it: text when there is one, else a list."""
    if isinstance(audience, str):
        return audience
    return audience[0] if len(audience) == 1 else list(audience)
