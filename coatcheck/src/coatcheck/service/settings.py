"""Django's settings of a service of this house: all that services have in common, made from its environment."""

from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from coatcheck.django.conf import kinds
from coatcheck.service.browsers import browser_safety
from coatcheck.service.environment import LOOPBACK, Environment
from coatcheck.service.logs import logging_settings

APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "coatcheck.django",
    "coatcheck.service",
)
MIDDLEWARE = (
    "coatcheck.service.gateway.GatewayMiddleware",
    "coatcheck.django.middleware.RequestIdMiddleware",
    "coatcheck.django.middleware.MetricsMiddleware",
    "coatcheck.django.middleware.ProblemMiddleware",
    "coatcheck.service.outages.OutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "coatcheck.django.middleware.BearerMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "coatcheck.django.login_middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "coatcheck.service.pages.about",
        ]
    },
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["coatcheck.drf.BearerAuthentication", "coatcheck.drf.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["coatcheck.drf.Deny"],
    "EXCEPTION_HANDLER": "coatcheck.drf.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": [
        "coatcheck.service.rows.RowRenderer",
        "coatcheck.service.browsable.PageRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["coatcheck.service.strict.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "coatcheck.service.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "coatcheck.service.openapi.ServiceSchema",
    "DEFAULT_FILTER_BACKENDS": ["coatcheck.service.paging.QueryFilter"],
    "URL_FORMAT_OVERRIDE": None,
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
POOL = {"min_size": 1, "timeout": 2, "reconnect_timeout": 2}  # seconds
OF_EVERY_SERVICE = {
    "TEMPLATES": [TEMPLATES],
    "REST_FRAMEWORK": REST_FRAMEWORK,
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "USE_TZ": True,
    "TIME_ZONE": "UTC",
    "APPEND_SLASH": False,
    "STATIC_URL": "/static/",
    "WHITENOISE_USE_FINDERS": True,
}


def django_settings(
    environment: Environment, *, name: str, about: str, apps: Sequence[str], access: str
) -> dict[str, Any]:
    """Return the settings of the service `name`, for its settings module to take over.

    `name` is also the audience its tokens are meant for, `about` says in a sentence what it does for whom;
    `access` is the dotted path of its `Access`.
    """
    return {
        "SECRET_KEY": environment.secret_key.get_secret_value(),
        "SECRET_KEY_FALLBACKS": list(environment.secret_key_fallbacks),
        "DEBUG": environment.debug,
        "ALLOWED_HOSTS": allowed_hosts(environment),
        "GATEWAYS": list(environment.gateways),
        "INSTALLED_APPS": [*APPS, *apps],
        "MIDDLEWARE": [*worker_middleware(environment), *MIDDLEWARE],
        "ROOT_URLCONF": f"{name}.urls",
        "WSGI_APPLICATION": f"{name}.wsgi.application",
        "DATABASES": {"default": database(environment)},
        "LOGGING": logging_settings(name, environment.log_level),
        "WHITENOISE_ADD_HEADERS_FUNCTION": let_popup_return,
        **OF_EVERY_SERVICE,
        "SPECTACULAR_SETTINGS": openapi_settings(name, about),
        "COATCHECK": {**coatcheck_settings(environment, audience=name), "ACCESS": access},
        **browser_safety(environment, name),
    }


def let_popup_return(headers: MutableMapping[str, str], path: str, url: str) -> None:  # noqa: ARG001 - WhiteNoise's signature
    """Leave Swagger UI's redirect page its opener: the popup comes to it from the realm's origin."""
    if url.endswith("/oauth2-redirect.html"):
        headers["Cross-Origin-Opener-Policy"] = "unsafe-none"


def openapi_settings(name: str, about: str) -> dict[str, Any]:
    return {
        "TITLE": name,
        "DESCRIPTION": about,
        "VERSION": "1",
        "OAS_VERSION": "3.1.1",
        "SCHEMA_PATH_PREFIX": "/api/",
        "COMPONENT_SPLIT_PATCH": False,
        # A session is for people who look around, and not promised to programs.
        "AUTHENTICATION_WHITELIST": ["coatcheck.drf.BearerAuthentication"],
        "POSTPROCESSING_HOOKS": [],
    }


def worker_middleware(environment: Environment) -> list[str]:
    """Only tests on loopback may see which process answered."""
    return ["coatcheck.service.worker.WorkerMiddleware"] if environment.show_worker and environment.is_loopback else []


def coatcheck_settings(environment: Environment, *, audience: str) -> dict[str, Any]:
    """Return the `COATCHECK` dictionary; what is not set is left out, so that the library's default holds."""
    given = {name: getattr(environment, name.lower()) for name in kinds() if hasattr(environment, name.lower())}
    plain = {name: getattr(value, "get_secret_value", lambda value=value: value)() for name, value in given.items()}
    kept = {name: value for name, value in plain.items() if value is not None or name == "PAYLOAD_TYPE"}
    return {"AUDIENCE": audience, **kept, "ALGORITHMS": frozenset(environment.algorithms)}


def allowed_hosts(environment: Environment) -> list[str]:
    """On loopback every name of the loopback is ours; elsewhere only what is configured."""
    host = urlsplit(environment.public_url).hostname
    if host is None:
        raise ImproperlyConfigured("PUBLIC_URL is not an http(s) address")
    return sorted({host, *environment.hosts, *(LOOPBACK if environment.is_loopback else ())})


def database(environment: Environment) -> dict[str, Any]:
    """PostgreSQL by URL, with a pool in each process (six times the requests a second of a connection for each).

    A connection is looked at before it is used, and an attempt at a new one is given up soon, so that the next request
    makes its own: left alone, the pool waits longer after each failure, up to five minutes.
    """
    url = urlsplit(environment.database_url.get_secret_value())
    if url.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL is not a postgresql:// address")
    return {
        "ENGINE": "coatcheck.service.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {**POOL, "max_size": environment.database_connections}},
    }
