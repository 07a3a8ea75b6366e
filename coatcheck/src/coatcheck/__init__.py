"""Decides, from a token and its own memory, who calls: for services behind Keycloak or any OpenID provider."""

from coatcheck.config import Access, ConfigurationError, Policy, Realm
from coatcheck.errors import (
    CoatcheckError,
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    RealmUnavailable,
    Reason,
    Refusal,
    TooManyRefusals,
)
from coatcheck.principal import Principal
from coatcheck.service_auth import ServiceAuth
from coatcheck.verifier import TokenVerifier

__all__ = [
    "Access",
    "CoatcheckError",
    "ConfigurationError",
    "InsufficientScope",
    "InvalidRequest",
    "InvalidToken",
    "Policy",
    "Principal",
    "Realm",
    "RealmUnavailable",
    "Reason",
    "Refusal",
    "ServiceAuth",
    "TokenVerifier",
    "TooManyRefusals",
]
