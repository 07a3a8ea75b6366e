"""What a process of Django verifies with: each part made once a process, when it is first needed."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from coatcheck.attempts import Attempts
from coatcheck.config import Access, ConfigurationError, Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.django.conf import Settings, read_settings
from coatcheck.django.once import OnceAProcess
from coatcheck.entries import GRACE, SESSION_LIFE
from coatcheck.introspection import Introspector
from coatcheck.key_ring import KeyStore
from coatcheck.keys import RemoteKeys
from coatcheck.opaque import IntrospectingVerifier
from coatcheck.principal import Principal
from coatcheck.transport import Transport
from coatcheck.verifier import NOTHING_REVOKED, RevocationCheck, TokenVerifier


def validate() -> None:
    """Make what can be made without asking anybody, so that a wrong path or key stops the start.

    Raises:
        ImproperlyConfigured: with what is wrong.
    """
    given = settings()
    try:
        user_maker()
        policy()
        if given.client_secret or given.client_key:
            credentials()
    except (ConfigurationError, ImportError) as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong


@OnceAProcess
def settings() -> Settings:
    """The settings, validated."""
    return read_settings()


@OnceAProcess
def access() -> Access:
    """What roles grant and scopes carry."""
    path = settings().access
    return Access() if path is None else read_access(path)


@OnceAProcess
def realm() -> Realm:
    """The issuer, and where it is reached."""
    return Realm(settings().issuer, settings().internal_url)


@OnceAProcess
def policy() -> Policy:
    """What a token must be."""
    given = settings()
    return Policy(
        issuer=given.issuer,
        audience=given.audience,
        algorithms=given.algorithms,
        strict_type=given.strict_type,
        payload_type=given.payload_type,
        leeway=given.leeway,
        max_lifetime=given.max_lifetime,
        access=access(),
    )


@OnceAProcess
def transport() -> Transport:
    """The connections to the realm."""
    return Transport(ca_file=settings().ca_file)


@OnceAProcess
def keys() -> RemoteKeys:
    """The realm's keys."""
    return RemoteKeys(realm(), transport(), store=key_store())


def key_store() -> KeyStore | None:
    """Where keys outlive a restart."""
    if not keeps_record():
        return None
    from coatcheck.django.store import DatabaseKeyStore  # noqa: PLC0415 - models are there once Django is ready

    return DatabaseKeyStore(settings().issuer)


@OnceAProcess
def revocations() -> RevocationCheck:
    """What has ended, as this process knows it."""
    if not keeps_record():
        return NOTHING_REVOKED
    from coatcheck.django import metrics  # noqa: PLC0415 - it reads this module
    from coatcheck.django.polling import PolledRevocations  # noqa: PLC0415 - as above

    keep_for = max(SESSION_LIFE, settings().max_lifetime + GRACE)
    return PolledRevocations(keys().refresh, report=metrics.sample, keep_for=keep_for)


def keeps_record() -> bool:
    """Tell whether this project keeps what has ended in its database: the app is installed, and a feed is named."""
    return apps.is_installed("coatcheck.django") and settings().feed_client_id is not None


@OnceAProcess
def verifier() -> TokenVerifier:
    """The check of a token, whole; by asking the realm where INTROSPECT is set."""
    if settings().introspect:
        return IntrospectingVerifier(policy(), keys(), introspector(), revocations=revocations())
    return TokenVerifier(policy(), keys(), revocations=revocations())


@OnceAProcess
def credentials() -> ClientCredentials:
    """Our own client at the realm: introspection, and calls to other services."""
    given = settings()
    if given.client_secret is None and given.client_key is None:
        raise ImproperlyConfigured("COATCHECK needs CLIENT_SECRET or CLIENT_KEY for this")
    return ClientCredentials(realm(), transport(), given.client_id, secret=given.client_secret, key=given.client_key)


@OnceAProcess
def introspector() -> Introspector:
    """Who asks the realm about one token."""
    return Introspector(policy(), realm(), transport(), credentials())


@OnceAProcess
def blind_questions() -> Attempts:
    """When the realm is asked about writes while the feed is silent: it may be silent too, and workers are few."""
    return Attempts(at_once=4, wait=0.25)


@OnceAProcess
def user_maker() -> Callable[[Principal], Any]:
    """What makes the project's own user of a caller; the caller itself where USER names nothing."""
    path = settings().user
    if path is None:
        return lambda principal: principal
    maker = import_string(path)
    if not callable(maker):
        raise ImproperlyConfigured(f"COATCHECK['USER']: {path} is no function")
    return cast("Callable[[Principal], Any]", maker)


def read_access(path: str) -> Access:
    """Return the `Access` that a dotted path names, or the one that a module's ROLES, SCOPES and STAFF make."""
    try:
        named: object = import_module(path)
    except ModuleNotFoundError:
        named = import_string(path)
    if isinstance(named, Access):
        return named
    roles, scopes = getattr(named, "ROLES", None), getattr(named, "SCOPES", None)
    if not isinstance(roles, Mapping) or not isinstance(scopes, Mapping):
        raise ImproperlyConfigured(f"COATCHECK['ACCESS']: {path} is no Access, and has not both ROLES and SCOPES")
    return Access(
        roles={role: frozenset(granted) for role, granted in roles.items()},
        scopes={scope: tuple(patterns) for scope, patterns in scopes.items()},
        staff=frozenset(getattr(named, "STAFF", ())),
    )
