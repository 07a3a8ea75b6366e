"""Views that any project can put into its URLconf: `/metrics` for Prometheus."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coatcheck.django import metrics, wiring

# Set by a middleware that drops these headers; no header of a request can have this name.
HANDED_ON = "coatcheck.handed_on"
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", HANDED_ON)


@require_safe
@never_cache
def metrics_view(request: HttpRequest) -> HttpResponse:
    """Answer with the metrics of all workers, on loopback only unless METRICS_NETWORKS lists more."""
    if not metrics.is_available():
        return HttpResponse("prometheus-client is not installed.\n", status=404, content_type="text/plain")
    if not may_scrape(request):
        return HttpResponse("Not from there.\n", status=403, content_type="text/plain")
    from coatcheck.django.exposition import write_exposition  # noqa: PLC0415 - prometheus-client is optional

    body, media_type = write_exposition()
    return HttpResponse(body, content_type=media_type)


def may_scrape(request: HttpRequest) -> bool:
    """Tell whether the peer may read metrics. What a proxy hands on came from elsewhere, whoever the peer is."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    if any(peer in ip_network(network) for network in wiring.settings().metrics_networks):
        return True
    return peer.is_loopback and not any(name in request.META for name in FORWARDED)
