"""Who is trusted and what is accepted: frozen values, made once at start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)

NOTHING: frozenset[str] = frozenset()
STRICT_TYPES = frozenset({"at+jwt", "application/at+jwt"})


class ConfigurationError(ValueError):
    """Raised when a setting would make the check weaker than promised, or impossible."""


@dataclass(frozen=True, slots=True)
class Access:
    """What roles grant and what scopes can carry, as a service's `access.py` says it.

    `roles` maps a realm role to full permission names (`catalog.change_product`), `scopes` maps a scope to
    patterns of their second half (`view_*`), `staff` are the roles that may enter the Django admin.
    A permission is held only if a role grants it *and* a held scope carries it.
    """

    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()
    # What of all that roles grant each scope can carry: worked out once, asked at each request.
    _carried: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        granted = NOTHING.union(*self.roles.values())
        carried = {
            scope: frozenset(p for p in granted if any(fnmatchcase(p.rpartition(".")[2], each) for each in patterns))
            for scope, patterns in self.scopes.items()
        }
        object.__setattr__(self, "_carried", carried)

    def permissions(self, roles: Iterable[str], scopes: Iterable[str]) -> frozenset[str]:
        """Return the permissions that these roles grant and these scopes can carry."""
        granted = NOTHING.union(*[self.roles.get(role, NOTHING) for role in roles])
        carried = NOTHING.union(*[self._carried.get(scope, NOTHING) for scope in scopes])
        return granted & carried

    def scopes_for(self, permission: str) -> frozenset[str]:
        """Return the scopes that can carry this permission."""
        name = permission.rpartition(".")[2]
        return frozenset(s for s, patterns in self.scopes.items() if any(fnmatchcase(name, p) for p in patterns))


@dataclass(frozen=True, slots=True)
class Realm:
    """An issuer, and where its metadata and keys are fetched from.

    `internal_url` stands in for the issuer where the service reaches the realm by another host name;
    the `iss` of a token is compared with `issuer`, always.
    """

    issuer: str
    internal_url: str | None = None

    def __post_init__(self) -> None:
        for url in (self.issuer, self.internal_url):
            if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
                raise ConfigurationError(f"not an http(s) address: {url!r}")

    @property
    def metadata_url(self) -> str:
        """OpenID Connect Discovery 1.0 section 4."""
        return self.base_url + "/.well-known/openid-configuration"

    @property
    def oauth_metadata_url(self) -> str:
        """RFC 8414 section 3.1: the well-known part goes between host and path."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}"

    @property
    def base_url(self) -> str:
        """Where the realm is reached from here, without a slash at the end."""
        return (self.internal_url or self.issuer).rstrip("/")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a token must be to be accepted here. Times are in seconds.

    `payload_type` is what the payload's `typ` must equal; `None` where tokens lack that member, and then the
    header's `typ` must be `at+jwt`, as under `strict_type`.
    """

    issuer: str
    audience: str
    algorithms: frozenset[str] = frozenset({"RS256"})
    strict_type: bool = False
    payload_type: str | None = "Bearer"
    leeway: int = 30
    max_lifetime: int = 3600
    access: Access = field(default_factory=Access)

    def __post_init__(self) -> None:
        if not self.audience or self.audience == "account":
            raise ConfigurationError("the audience must name this service; 'account' is in every Keycloak token")
        if weak := self.algorithms - ASYMMETRIC_ALGORITHMS:
            raise ConfigurationError(f"not asymmetric signature algorithms: {sorted(weak)}")
        if not self.algorithms:
            raise ConfigurationError("no signature algorithm is accepted")

    @property
    def header_types(self) -> frozenset[str]:
        """What a header's `typ` may be, in lower case.

        RFC 9068 section 4 has `at+jwt` alone. `JWT` is let through only where the payload's `typ` tells an access
        token from an ID token.
        """
        lax = self.payload_type is not None and not self.strict_type
        return STRICT_TYPES | {"jwt"} if lax else STRICT_TYPES
