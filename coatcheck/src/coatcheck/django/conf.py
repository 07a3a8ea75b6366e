"""The settings: Django's `COATCHECK` dictionary, read once into one frozen value.

The only file that reads `django.conf.settings`. docs/configuration.md tells what each name does.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from coatcheck.config import ASYMMETRIC_ALGORITHMS


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the settings, under the id of its system check."""

    id: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.message} ({self.id})" + (f" {self.hint}" if self.hint else "")


class WrongSettings(ImproperlyConfigured):
    """Raised at start with all that is wrong in `COATCHECK`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("COATCHECK is wrong:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`COATCHECK`, name by name in lower case. Times are in seconds; secrets and keys are never shown."""

    issuer: str
    audience: str
    internal_url: str | None = None
    algorithms: frozenset[str] = frozenset({"RS256"})
    strict_type: bool = False
    payload_type: str | None = "Bearer"
    leeway: int = 30
    max_lifetime: int = 3600
    renew_ahead: int = 60
    access: str | None = None
    user: str | None = None
    client_id: str = ""
    client_secret: str | None = field(default=None, repr=False)
    client_key: str | None = field(default=None, repr=False)
    feed_client_id: str | None = None
    feed_client_secret: str | None = field(default=None, repr=False)
    feed_client_key: str | None = field(default=None, repr=False)
    login_client_id: str | None = None
    login_client_secret: str | None = field(default=None, repr=False)
    login_client_key: str | None = field(default=None, repr=False)
    login_scopes: tuple[str, ...] = ("openid",)
    login_userinfo: bool = False
    login_principal: str = "access_token"
    public_url: str | None = None
    ca_file: str | None = None
    introspect: bool = False
    feed_silence: int = 10
    refuse_when_blind: bool = False
    refusal_limit: int | None = None
    metrics_networks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # The services' own client is named like the audience unless told otherwise.
        if not self.client_id:
            object.__setattr__(self, "client_id", self.audience)


def read_settings() -> Settings:
    """Return the settings as they are now.

    Raises:
        WrongSettings: a required name is missing, a name is unknown, or a value is wrong or would weaken the check.
    """
    given = getattr(django_settings, "COATCHECK", None)
    if not isinstance(given, Mapping):
        raise WrongSettings([Fault("coatcheck.E001", "The setting COATCHECK is missing.", 'COATCHECK = {"ISSUER": …}')])
    if faults := find_faults(given, debug=bool(django_settings.DEBUG)):
        raise WrongSettings(faults)
    return Settings(**{name.lower(): _settled(name, value) for name, value in given.items()})


def secret_keys() -> list[str]:
    """Return what Django signs with, the newest first."""
    return [str(django_settings.SECRET_KEY), *map(str, django_settings.SECRET_KEY_FALLBACKS)]


def django_setting(name: str) -> Any:
    """Return one of Django's own settings."""
    return getattr(django_settings, name)


def find_faults(given: Mapping[str, object], *, debug: bool) -> list[Fault]:
    """Return everything that is wrong with a `COATCHECK` dictionary."""
    known = names()
    faults = [_unknown(name, known) for name in given if name not in known]
    faults += [_missing(name) for name, each in known.items() if each.default is MISSING and not given.get(name)]
    faults += [_mistyped(name) for name, value in given.items() if name in known and not _fits(value, _hint(name))]
    return faults or [*_unsafe(given, debug=debug)]


@cache
def names() -> dict[str, Field[Any]]:
    """Return all settings by the name they have in `COATCHECK`."""
    return {each.name.upper(): each for each in fields(Settings) if each.default_factory is MISSING}


def _hint(name: str) -> Any:
    return get_type_hints(Settings)[name.lower()]


def _unknown(name: str, known: Mapping[str, object]) -> Fault:
    near = get_close_matches(str(name), known, n=1)
    return Fault("coatcheck.E002", f"COATCHECK[{name!r}] is no setting.", f"Is it {near[0]!r}?" if near else None)


def _missing(name: str) -> Fault:
    meaning = {"ISSUER": "whose tokens are accepted", "AUDIENCE": "what this service is called in a token's `aud`"}
    return Fault("coatcheck.E003", f"COATCHECK[{name!r}] is missing or empty.", f"It says {meaning[name]}.")


def _mistyped(name: str) -> Fault:
    return Fault(
        "coatcheck.E004", f"COATCHECK[{name!r}] is not of type {getattr(_hint(name), '__name__', _hint(name))}."
    )


def _fits(value: object, hint: Any) -> bool:
    """Tell whether a value is what the hint says; lists stand for tuples and sets, and True is no number."""
    kind = get_origin(hint)
    if kind in (Union, types.UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if kind in (tuple, frozenset):
        return isinstance(value, list | tuple | set | frozenset) and all(isinstance(each, str) for each in value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, hint)


def _settled(name: str, value: Any) -> Any:
    kind = get_origin(_hint(name))
    return kind(value) if kind in (tuple, frozenset) else value


def _unsafe(given: Mapping[str, Any], *, debug: bool) -> list[Fault]:
    """Return what is well-formed, but would make the check weaker than promised."""
    faults = []
    if given["AUDIENCE"] == "account":
        faults.append(
            Fault("coatcheck.E005", "The audience 'account' is in every Keycloak token.", "Name this service.")
        )
    if weak := set(given.get("ALGORITHMS", ["RS256"])) - ASYMMETRIC_ALGORITHMS:
        faults.append(Fault("coatcheck.E006", f"Not asymmetric signature algorithms: {sorted(weak)}."))
    if not given.get("ALGORITHMS", True):
        faults.append(Fault("coatcheck.E006", "COATCHECK['ALGORITHMS'] is empty."))
    faults += [
        each for name in ("ISSUER", "INTERNAL_URL", "PUBLIC_URL") for each in _wrong_url(name, given, debug=debug)
    ]
    faults += [_not_a_network(each) for each in given.get("METRICS_NETWORKS", ()) if not _is_network(each)]
    return faults


def _wrong_url(name: str, given: Mapping[str, Any], *, debug: bool) -> list[Fault]:
    url = given.get(name)
    if url is None:
        return []
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        return [Fault("coatcheck.E007", f"COATCHECK[{name!r}] is no http(s) address.")]
    if name == "ISSUER" and parts.scheme == "http" and not debug and not _is_loopback(parts.hostname):
        return [
            Fault("coatcheck.E008", "The issuer is reached by plain http.", "Use https outside loopback and DEBUG.")
        ]
    return []


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _not_a_network(text: str) -> Fault:
    return Fault("coatcheck.E009", f"COATCHECK['METRICS_NETWORKS'] holds no network: {text!r}.")
