"""What keeps people in browsers safe: cookies, HTTPS, framing, what a page may load and call, who may call from elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from corsheaders.defaults import default_headers

from coatcheck.service.environment import Environment

A_YEAR = 31_536_000
# The gateway redirects to HTTPS: behind it every request is plain, and a redirect of ours would never end.
# Subdomains and preload lists belong to whoever has the domain.
NOT_OURS = ["security.W005", "security.W008", "security.W021"]
# Plain http is for loopback only: see `browser_safety`.
PLAIN_LOOPBACK = ["security.W004", "security.W012", "security.W016"]


def browser_safety(environment: Environment, name: str) -> dict[str, Any]:
    """Cookies are named per service, since they ignore ports, and hold to HTTPS wherever there is any."""
    secure = environment.is_https or not environment.is_loopback
    prefix = "__Host-" if environment.is_https else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}{name}_session",
        "CSRF_COOKIE_NAME": f"{prefix}{name}_csrf",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": A_YEAR if environment.is_https and not environment.is_loopback else 0,
        "X_FRAME_OPTIONS": "DENY",
        "CORS_ALLOWED_ORIGINS": list(environment.cors_origins),
        "CORS_ALLOW_HEADERS": [*default_headers, "idempotency-key", "if-match", "x-request-id"],
        "CORS_EXPOSE_HEADERS": ["ETag", "WWW-Authenticate", "Retry-After", "X-Request-ID"],
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": content_security_policy(environment)},
        "SILENCED_SYSTEM_CHECKS": NOT_OURS + (PLAIN_LOOPBACK if environment.is_loopback else []),
    }


def content_security_policy(environment: Environment) -> dict[str, list[str]]:
    """Pages load from here alone, and talk to nobody but us and the realm, which sign-in and sign-out lead to."""
    issuer = urlsplit(environment.issuer)
    realm = f"{issuer.scheme}://{issuer.netloc}"
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", realm],
        "form-action": ["'self'", realm],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
