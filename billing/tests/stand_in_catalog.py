"""A catalog on loopback that sells what a test puts on its shelves, and fails in any way a test asks for."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from coatcheck.testing.faults import Fault
from coatcheck.testing.server import Received, Reply, Server


@dataclass
class Ware:
    amount: str = "12.50"
    currency: str = "EUR"


class StandInCatalog:
    """Answers quotes at `url`. `answers` are given first, one a request, instead of a quote."""

    def __init__(self) -> None:
        self.shelves: dict[UUID, Ware] = {}
        self.answers: list[Reply] = []
        self.server = Server({"quotes": "/api/quotes/", "elsewhere": "/elsewhere/"}, self._answer)
        self.url = self.server.url

    def stock(self, amount: str = "12.50", currency: str = "EUR") -> UUID:
        product = uuid4()
        self.shelves[product] = Ware(amount, currency)
        return product

    def misbehave(self, fault: Fault) -> None:
        self.server.break_down(fault, None, 0.2)

    @property
    def requests(self) -> list[Received]:
        return self.server.received

    def _answer(self, request: Received) -> Reply:
        if self.answers:
            return self.answers.pop(0)
        lines = json.loads(request.body)["lines"]
        unsold = [n for n, line in enumerate(lines) if UUID(line["product"]) not in self.shelves]
        if unsold:
            return Reply({"errors": {f"lines.{n}.product": ["This is not sold."] for n in unsold}}, 422)
        return Reply({"lines": [self._price(line) for line in lines]})

    def _price(self, line: dict[str, Any]) -> dict[str, Any]:
        ware = self.shelves[UUID(line["product"])]
        price = {"amount": ware.amount, "currency": ware.currency}
        return line | {"sku": "MUG-1", "name": "A mug", "unit_price": price}
