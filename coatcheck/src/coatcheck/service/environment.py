"""The environment of one service, read once into a frozen value; all that is missing or wrong is told at once."""

from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Told = TypeVar("Told", bound="Environment")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def split_words(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_words)]


class Environment(BaseSettings):
    """What a service is told from outside; each name stands in the environment behind the service's prefix.

    No secret has a default. In place of each `…_secret` a `…_key` (PEM) may stand. Times are in seconds.
    `public_url` is where callers reach the service, `hosts` are further names it answers to; lists are
    separated by spaces or commas. `show_worker` has each answer on loopback name the process that gave it. `payload_type` is `none` where tokens lack that member.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, validate_default=True)

    secret_key: SecretStr = Field(min_length=32)
    secret_key_fallbacks: Words = Field(default=(), repr=False)
    database_url: SecretStr
    database_connections: int = Field(default=12, ge=1)
    issuer: str
    internal_url: str | None = None
    public_url: str

    feed_client_id: str | None = None
    login_client_id: str | None = None
    client_id: str | None = None
    client_key: SecretStr | None = None
    client_secret: SecretStr | None = None
    feed_client_key: SecretStr | None = None
    feed_client_secret: SecretStr | None = None
    login_client_key: SecretStr | None = None
    login_client_secret: SecretStr | None = None

    algorithms: Words = ("RS256",)
    strict_type: bool = False
    payload_type: str | None = "Bearer"
    leeway: int = Field(default=30, ge=0)
    max_lifetime: int = Field(default=3600, gt=0)
    renew_ahead: int = Field(default=60, ge=0)
    introspect: bool = False
    feed_silence: int = Field(default=10, gt=0)
    refuse_when_blind: bool = False
    refusal_limit: int | None = Field(default=None, ge=0)
    metrics_networks: Words = ()
    login_scopes: Words = ("openid",)
    login_userinfo: bool = False
    login_principal: str = "access_token"
    ca_file: str | None = None

    hosts: Words = ()
    gateways: Words = ()
    cors_origins: Words = ()
    log_level: str = "INFO"
    debug: bool = False
    show_worker: bool = False

    @field_validator("payload_type")
    @classmethod
    def read_none(cls, value: str) -> str | None:
        return None if value.lower() == "none" else value

    @field_validator("client_secret", "feed_client_secret", "login_client_secret")
    @classmethod
    def need_key_or_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Our own client always has a credential; those of feed and login have one where they are named."""
        client = (info.field_name or "").removesuffix("secret")
        named = client == "client_" or info.data.get(f"{client}id")
        if named and value is None and info.data.get(f"{client}key") is None:
            raise ValueError("neither this nor its …KEY is set")
        return value

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.public_url).hostname in LOOPBACK


def read_environment(prefix: str, kind: type[Told], **given: Any) -> Told:
    """Return what the variables behind `prefix` say; `given` stands in for variables, for tests.

    `kind` is `Environment`, or the service's own where it is told more than every service is.

    Raises:
        ImproperlyConfigured: naming every variable that is missing or wrong, never a value.
    """
    try:
        return kind(_env_prefix=prefix, **given)  # type: ignore[call-arg]  # an option of pydantic-settings
    except ValidationError as wrong:
        lines = [f"  {prefix}{_name(error['loc'])}: {error['msg']}" for error in wrong.errors(include_input=False)]
        raise ImproperlyConfigured("\n".join(["the environment does not hold what is needed:", *lines])) from None


def _name(location: tuple[int | str, ...]) -> str:
    return "_".join(str(part) for part in location).upper()
