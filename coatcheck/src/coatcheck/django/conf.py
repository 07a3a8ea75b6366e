"""The settings: Django's `COATCHECK` dictionary, read once into one frozen value.

The only file that reads `django.conf.settings`. docs/configuration.md tells what each name does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_origin, get_type_hints

from django.conf import settings as django_settings

from coatcheck.django.faults import Fault, WrongSettings, find_faults


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
    login_principal: Literal["access_token", "id_token"] = "access_token"
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
    if faults := find_faults(given, kinds(), debug=bool(django_settings.DEBUG)):
        raise WrongSettings(faults)
    return Settings(**{name.lower(): settled(name, value) for name, value in given.items()})


def secret_keys() -> list[str]:
    """Return what Django signs with, the newest first."""
    return [str(django_settings.SECRET_KEY), *map(str, django_settings.SECRET_KEY_FALLBACKS)]


def session_lifetime() -> int:
    """Return how long a browser keeps its session, in seconds."""
    return int(django_settings.SESSION_COOKIE_AGE)


def django_setting(name: str) -> Any:
    """Return one of Django's own settings."""
    return getattr(django_settings, name)


@cache
def kinds() -> dict[str, Any]:
    """Return the type of each setting, by the name that it has in `COATCHECK`."""
    hints = get_type_hints(Settings)
    return {each.name.upper(): hints[each.name] for each in fields(Settings)}


def settled(name: str, value: Any) -> Any:
    kind = get_origin(kinds()[name])
    return kind(value) if kind in (tuple, frozenset) else value
