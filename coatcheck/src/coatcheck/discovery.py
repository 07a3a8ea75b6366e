"""Where the realm's endpoints are, from the metadata that it publishes."""

import ipaddress
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from coatcheck.attempts import Attempts
from coatcheck.config import Realm
from coatcheck.errors import RealmUnavailable
from coatcheck.transport import OK, Transport

LIFETIME = 300.0


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The realm's addresses, each None where it publishes none. `authorization` and `end_session` are for browsers.

    `names_issuer` tells whether its answers to browsers say who gives them (RFC 9207 section 3),
    `secret_in_form` that a client's secret is taken there and not in a header (OpenID Connect Core 1.0 section 9).
    """

    keys: str
    token: str | None = None
    introspection: str | None = None
    revocation: str | None = None
    authorization: str | None = None
    end_session: str | None = None
    device_authorization: str | None = None
    userinfo: str | None = None
    names_issuer: bool = False
    secret_in_form: bool = False


class Discovery:
    """The realm's endpoints, asked for at first use and again after five minutes.

    `attempts` is for those who ask while somebody waits for the answer: they need not all wait for a silent realm.
    """

    def __init__(
        self,
        realm: Realm,
        transport: Transport,
        *,
        attempts: Attempts | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._realm = realm
        self._transport = transport
        self._attempt: Callable[[], AbstractContextManager[None]] = attempts.attempt if attempts else nullcontext
        self._clock = clock
        self._known: tuple[float, Endpoints] | None = None

    def endpoints(self) -> Endpoints:
        """Return the addresses.

        Raises:
            RealmUnavailable: the metadata cannot be had, is another issuer's, or names an address not to be asked.
        """
        endpoints = self._recent()
        if endpoints is None:
            with self._attempt():
                endpoints = self._recent() or self._asked()
        return endpoints

    def forget(self) -> None:
        """Ask anew at the next use: an address did not answer as it should."""
        self._known = None

    def _recent(self) -> Endpoints | None:
        known = self._known
        return known[1] if known is not None and self._clock() - known[0] <= LIFETIME else None

    def _asked(self) -> Endpoints:
        endpoints = read_metadata(self._fetch(), self._realm)
        self._known = (self._clock(), endpoints)
        return endpoints

    def _fetch(self) -> Mapping[str, object]:
        """OpenID Connect Discovery 1.0 section 4, else RFC 8414 section 3."""
        for url in (self._realm.metadata_url, self._realm.oauth_metadata_url):
            answer = self._transport.get_json(url)
            if answer.status == OK and isinstance(answer.body, dict):
                return answer.body
        raise RealmUnavailable(f"no metadata under {self._realm.base_url}")


def read_metadata(metadata: Mapping[str, object], realm: Realm) -> Endpoints:
    # "The issuer value returned MUST be identical to the Issuer URL": OpenID Connect Discovery 1.0 section 4.3.
    if metadata.get("issuer") != realm.issuer:
        raise RealmUnavailable(f"the metadata under {realm.base_url} is of another issuer")
    keys = address(metadata, "jwks_uri", realm)
    if keys is None:
        raise RealmUnavailable(f"the metadata under {realm.base_url} names no jwks_uri")
    return Endpoints(
        keys=keys,
        token=address(metadata, "token_endpoint", realm),
        introspection=address(metadata, "introspection_endpoint", realm),
        revocation=address(metadata, "revocation_endpoint", realm),
        authorization=address(metadata, "authorization_endpoint", realm),
        end_session=address(metadata, "end_session_endpoint", realm),
        device_authorization=address(metadata, "device_authorization_endpoint", realm),
        userinfo=address(metadata, "userinfo_endpoint", realm),
        secret_in_form=wants_secret_in_form(metadata.get("token_endpoint_auth_methods_supported")),
        names_issuer=metadata.get("authorization_response_iss_parameter_supported") is True,
    )


def address(metadata: Mapping[str, object], name: str, realm: Realm) -> str | None:
    value = metadata.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not may_be_asked(value, realm):
        raise RealmUnavailable(f"the metadata under {realm.base_url} names a {name} that is not to be asked")
    return value


def wants_secret_in_form(methods: object) -> bool:
    """Basic is the default, and preferred where both are taken."""
    return isinstance(methods, list) and "client_secret_post" in methods and "client_secret_basic" not in methods


def may_be_asked(url: str, realm: Realm) -> bool:
    """https anywhere; plain http only where the realm itself is spoken to so; never a link-local address."""
    try:
        parts = urlsplit(url)
        where = origin(parts)
    except ValueError:
        return False
    if not parts.hostname or is_link_local(parts.hostname):
        return False
    own = {origin(urlsplit(realm.base_url)), origin(urlsplit(realm.issuer))}
    return parts.scheme == "https" or (parts.scheme == "http" and where in own)


def origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def is_link_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_link_local
    except ValueError:
        return False
