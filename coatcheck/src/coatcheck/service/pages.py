"""The start page, and what every page of a service shows: its name, who is signed in, and where else to go."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from django.views.decorators.http import require_safe

from coatcheck.django import wiring
from coatcheck.django.conf import django_setting
from coatcheck.principal import Principal


def about(request: HttpRequest) -> dict[str, Any]:
    """Give every template the service's name and the person who is signed in; a context processor."""
    user = getattr(request, "user", None)
    document = django_setting("SPECTACULAR_SETTINGS")
    described = {"name": document["TITLE"], "description": document["DESCRIPTION"]}
    return {"about": described, "person": user if isinstance(user, Principal) else None}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what this service is, and link what belongs to it."""
    context = {"lists": lists(), "realm": realm_pages(wiring.settings().issuer), "admin": admin_url()}
    return render(request, "coatcheck/start.html", context)


def lists() -> list[str]:
    """Return the addresses of the API's lists, as the router named them, that can be looked at."""
    names = sorted(name for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("-list"))
    return [url for url in map(reverse, names) if "get" in getattr(resolve(url).func, "actions", {})]


def realm_pages(issuer: str) -> dict[str, str]:
    """Return Keycloak's own pages for a person and for an administrator; none for another kind of issuer."""
    parts = urlsplit(issuer)
    root, found, realm = parts.path.rpartition("/realms/")
    if not found:
        return {}
    console = urlunsplit(parts._replace(path=f"{root}/admin/{realm}/console/"))
    return {"account": f"{issuer}/account/", "console": console}


def admin_url() -> str | None:
    """Return where Django's admin is, if this service has one."""
    try:
        return reverse("admin:index")
    except NoReverseMatch:
        return None
