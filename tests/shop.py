"""A catalog that sells whatever is asked for, to whose token it does not refuse."""

from collections.abc import Callable

from coatcheck.testing.server import Received, Reply, Server

REFUSED = Reply({}, 401, challenge='Bearer error="invalid_token"')


class Shop:
    """Listens at `url`; `refuses` tells which tokens it does not accept, `tokens` are what it was asked with."""

    def __init__(self) -> None:
        self.refuses: Callable[[str], bool] = lambda token: False
        self.server = Server({"quotes": "/api/quotes/", "elsewhere": "/elsewhere/"}, self._answer)
        self.url = self.server.url

    @property
    def tokens(self) -> list[str]:
        return [each.headers["authorization"].removeprefix("Bearer ") for each in self.server.received]

    def _answer(self, request: Received) -> Reply:
        if self.refuses(request.headers["authorization"].removeprefix("Bearer ")):
            return REFUSED
        product = request.body.partition('"product":"')[2][:36]
        price = {"amount": "12.50", "currency": "EUR"}
        return Reply({"lines": [{"product": product, "quantity": 1, "sku": "S", "name": "A mug", "unit_price": price}]})
