"""Prices come from catalog. The only file here that calls another service.

Catalog is asked as billing itself, with billing's own token, never with the caller's. A quote has no effect, so it is
asked for again while the deadline allows; what is still no usable answer then is `CatalogUnavailable`.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import httpx
import msgspec
import stamina
from django.conf import settings

from billing.quotes import OrderLine, Quote, UnusableQuote, read_quote, read_refusal
from billing.refusals import CatalogUnavailable
from coatcheck.django import wiring
from coatcheck.service_auth import ServiceAuth
from coatcheck.transport import trust

SCOPE = "catalog:read"
ATTEMPTS = 3
ATTEMPT_TIME = 2.0  # seconds
DEADLINE = 4.0  # seconds, for all attempts together
LARGEST_ANSWER = 1024 * 1024  # bytes
PASSING = frozenset({429, 502, 503, 504})

logger = logging.getLogger(__name__)


class CatalogIsBusy(Exception):
    """Raised when asking once more may help."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Catalog's quotes; `client` has catalog's address as its base, `auth` our own token for it."""

    client: httpx.Client
    auth: Callable[[], httpx.Auth]
    clock: Callable[[], float] = time.monotonic

    def quote(self, lines: Sequence[OrderLine]) -> Quote:
        """Return prices for the lines, in their order, or which of them catalog does not sell.

        Raises:
            CatalogUnavailable: catalog cannot be reached, refuses us, or does not answer as agreed.
            RealmUnavailable: the realm gives us no token for it.
        """
        try:
            return self._understand(*self._ask(lines), lines)
        except (httpx.HTTPError, CatalogIsBusy, UnusableQuote) as error:
            logger.warning("no prices from catalog", extra={"cause": f"{type(error).__name__}: {error}"})
            raise CatalogUnavailable from error

    def _ask(self, lines: Sequence[OrderLine]) -> tuple[int, bytes]:
        order = {"lines": [{"product": str(line.product), "quantity": line.quantity} for line in lines]}
        end = self.clock() + DEADLINE
        for attempt in stamina.retry_context(
            on=(httpx.TransportError, CatalogIsBusy),
            attempts=ATTEMPTS,
            timeout=DEADLINE,
            wait_initial=0.1,
            wait_max=0.5,
        ):
            with attempt:
                return self._ask_once(order, end)
        raise CatalogIsBusy  # pragma: no cover - stamina returns or raises

    def _ask_once(self, order: object, end: float) -> tuple[int, bytes]:
        left = max(0.01, min(ATTEMPT_TIME, end - self.clock()))
        with self.client.stream("POST", "/api/quotes/", json=order, auth=self.auth(), timeout=left) as answer:
            if answer.status_code in PASSING:
                raise CatalogIsBusy(answer.status_code)
            return answer.status_code, self._read(answer, end)

    def _read(self, answer: httpx.Response, end: float) -> bytes:
        """Read up to the deadline: httpx's own time-out begins anew with every piece."""
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LARGEST_ANSWER or self.clock() > end:
                raise UnusableQuote("too large or too slow")
        return bytes(body)

    def _understand(self, status: int, body: bytes, lines: Sequence[OrderLine]) -> Quote:
        try:
            match status:
                case httpx.codes.OK:
                    return read_quote(body, lines)
                case httpx.codes.UNPROCESSABLE_ENTITY:
                    return read_refusal(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnusableQuote(type(error).__name__) from error
        raise UnusableQuote(status)


def catalog() -> Catalog:
    return Catalog(client_for(settings.CATALOG_URL), lambda: ServiceAuth(wiring.credentials(), SCOPE))


@cache
def client_for(url: str) -> httpx.Client:
    """Return this process's connections to catalog, kept from the first use on."""
    return httpx.Client(base_url=url, verify=trust(wiring.settings().ca_file), trust_env=False)
