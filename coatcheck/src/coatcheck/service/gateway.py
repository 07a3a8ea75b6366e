"""Behind a gateway that ends TLS: what it says of the caller is believed, and nobody else's word is."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coatcheck.django.conf import django_setting
from coatcheck.django.views import HANDED_ON

Networks = tuple[IPv4Network | IPv6Network, ...]

FORWARDED = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class GatewayMiddleware:
    """Take scheme and address of the caller from a gateway in `GATEWAYS`, and drop them from everybody else's request.

    It stands outermost. The gateway must set `X-Forwarded-Proto`, append to `X-Forwarded-For`, and pass the `Host`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.gateways: Networks = tuple(ip_network(each) for each in django_setting("GATEWAYS"))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_in(request.META.get("REMOTE_ADDR", ""), self.gateways):
            dropped = [name for name in FORWARDED if request.META.pop(name, None) is not None]
            if dropped:
                # It came from elsewhere all the same, which `/metrics` must know of a peer on loopback.
                request.META[HANDED_ON] = True
            return self.get_response(request)
        if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
            request.META["wsgi.url_scheme"] = "https"
            request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined] # of a WSGI request
        if caller := caller_of(request.META.get("HTTP_X_FORWARDED_FOR", ""), self.gateways):
            request.META["REMOTE_ADDR"] = caller
        return self.get_response(request)


def caller_of(forwarded: str, gateways: Networks) -> str | None:
    """Return the last address that no gateway of ours added: what stands before it, the caller may have made up."""
    for address in reversed([each.strip() for each in forwarded.split(",")]):
        if not is_in(address, gateways):
            return address if is_address(address) else None
    return None


def is_in(address: str, networks: Networks) -> bool:
    return is_address(address) and any(ip_address(address) in each for each in networks)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
