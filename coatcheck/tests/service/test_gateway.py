import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from coatcheck.django.views import may_scrape
from coatcheck.service.gateway import GatewayMiddleware

GATEWAY, CALLER = "10.0.0.5", "203.0.113.7"


@pytest.fixture
def seen():
    """Give what a view sees of a request that came from `peer` with these headers."""

    def see(peer: str, **headers: str) -> tuple[bool, str, str | None]:
        request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
        with override_settings(GATEWAYS=["10.0.0.0/24"]):
            GatewayMiddleware(lambda _: HttpResponse())(request)
        return request.is_secure(), request.META["REMOTE_ADDR"], request.headers.get("X-Forwarded-For")

    return see


def test_believes_the_gateway(seen):
    secure, address, _ = seen(GATEWAY, **{"X-Forwarded-Proto": "https", "X-Forwarded-For": CALLER})

    assert (secure, address) == (True, CALLER)


def test_believes_nobody_else(seen):
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}

    assert seen(CALLER, **forged) == (False, CALLER, None)


def test_takes_the_address_that_the_gateway_added_not_what_the_caller_made_up(seen):
    _, address, _ = seen(GATEWAY, **{"X-Forwarded-For": f"127.0.0.1, {CALLER}, 10.0.0.9"})

    assert address == CALLER


@pytest.mark.parametrize("forwarded", ["", "nonsense", f"{CALLER}, nonsense", "10.0.0.9"])
def test_stays_with_the_gateway_s_own_address_where_no_other_can_be_read(seen, forwarded):
    _, address, _ = seen(GATEWAY, **{"X-Forwarded-For": forwarded})

    assert address == GATEWAY


def test_stays_plain_where_the_gateway_says_nothing(seen):
    assert seen(GATEWAY)[0] is False


@pytest.mark.parametrize(("headers", "allowed"), [({}, True), ({"X-Forwarded-For": CALLER}, False)])
def test_what_a_proxy_on_loopback_hands_on_reads_no_metrics(headers, allowed):
    told = []
    request = RequestFactory().get("/metrics", REMOTE_ADDR="127.0.0.1", headers=headers)

    with override_settings(GATEWAYS=["10.0.0.0/24"]):
        GatewayMiddleware(lambda request: told.append(may_scrape(request)))(request)

    assert told == [allowed]
