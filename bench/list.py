"""What a page of products costs: beside a stock view, deep down, and when searched for.

`./manage_all.sh bench list [PRODUCTS]`, a million of them unless told.
Whole requests run one after the other through the WSGI application, on a schema of its own in catalog's database.
Each time is one that a tenth of 300 requests stayed below: what the work costs, not what else the machine does.
The ratios count, not the times: one that misses its bound, or a query that misses its index, ends it with 1.
The result is written to bench/results/.
"""

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "catalog"), str(HERE.parent / "coatcheck" / "src")]

from pages.report import Measured, Ratio, write_report  # noqa: E402 - needs the path
from pages.setup import drop, fill, set_up  # noqa: E402 - as above

from coatcheck.testing.realm import StandInRealm  # noqa: E402 - as above

SMALL, LARGE = 1_000, 1_000_000
ROUNDS = 300
LIST, STOCK = "/api/products/", "/stock/products/"
NEWEST = {"product_created", "product_status_created"}
EXPECTED = {
    "list": NEWEST,
    "deep page": NEWEST,
    "search, common word": NEWEST,
    "search, rare word": {"product_words"},
    "by name": {"product_name"},
    "by price": {"product_price"},
    "in a category": {"product_category_created"},
}


class Bench:
    """Asks the application, signed in as somebody who may read."""

    def __init__(self, token: str) -> None:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - needs the settings
        from django.test import RequestFactory  # noqa: PLC0415

        self.application = get_wsgi_application()
        self.requests = RequestFactory(headers={"Authorization": f"Bearer {token}"})

    def ask(self, url: str) -> float:
        environ = self.requests.get(url).environ
        statuses: list[str] = []
        started = time.perf_counter()
        answer = self.application(environ, lambda status, _: statuses.append(status))
        body = b"".join(answer)
        answer.close()
        took = time.perf_counter() - started
        assert statuses == ["200 OK"], body
        return took

    def measure(self, urls: dict[str, str], rows: int) -> dict[str, Measured]:
        """Ask for all of them in turn, so that whatever else the machine does falls on all alike."""
        times: dict[str, list[float]] = {name: [] for name in urls}
        for _ in range(ROUNDS):
            for name, url in urls.items():
                times[name].append(self.ask(url))
        return {name: Measured(name, rows, undisturbed(times[name]), self.indexes(urls[name])) for name in urls}

    def indexes(self, url: str) -> frozenset[str]:
        """Return the indexes in the plan of the one query that this asks."""
        from django.db import connection  # noqa: PLC0415 - needs the settings
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as asked:
            self.ask(url)
        if url.startswith(LIST):
            assert len(asked) == 1, [each["sql"] for each in asked]
        with connection.cursor() as cursor:
            cursor.execute(f"explain (format json) {asked.captured_queries[-1]['sql']}")
            plan = cursor.fetchone()[0]
        return frozenset(names_in(plan if isinstance(plan, list) else json.loads(plan)))


def undisturbed(times: Iterable[float]) -> float:
    """Return what a tenth of the requests stayed below."""
    ordered = sorted(times)
    return ordered[len(ordered) // 10]


def names_in(plan: object) -> set[str]:
    """Return every index that a plan names."""
    if isinstance(plan, list):
        return set().union(*map(names_in, plan))
    if isinstance(plan, dict):
        own = {plan["Index Name"]} if "Index Name" in plan else set()
        return own.union(*map(names_in, plan.values()))
    return set()


def urls_of() -> dict[str, str]:
    from catalog.models import Category, Product  # noqa: PLC0415 - needs the settings
    from coatcheck.service.paging import SIGNER  # noqa: PLC0415

    newest = Product.objects.published().order_by("-created_at", "-id")
    created_at, key = newest.values_list("created_at", "id")[newest.count() * 9 // 10]
    cursor = SIGNER.sign_object([["-created_at", "-id"], False, [str(created_at), str(key)]])
    rare = Product.objects.order_by("id").first().description.rpartition(" ")[2]
    return {
        "list": LIST,
        "deep page": f"{LIST}?cursor={cursor}",
        "search, common word": f"{LIST}?q=brass",
        "search, rare word": f"{LIST}?q={rare}",
        "by name": f"{LIST}?ordering=name",
        "by price": f"{LIST}?ordering=-price",
        "in a category": f"{LIST}?category={Category.objects.order_by('name').first().pk}",
    }


def main(large: int) -> int:
    with StandInRealm() as realm:
        set_up(realm.issuer)
        token = realm.issue(audience="catalog", scope="catalog:read", expires_in=3600)
        try:
            fill(SMALL)
            small = Bench(token).measure({"list": LIST, "stock view": STOCK}, SMALL)
            fill(large)
            big = Bench(token).measure(urls_of(), large)
            stock = Measured("stock view", large, undisturbed(Bench(token).ask(STOCK) for _ in range(10)))
        finally:
            drop()
    return report(small, big, stock)


def report(small: dict[str, Measured], big: dict[str, Measured], stock: Measured) -> int:
    first, deep = big["list"].seconds, big["deep page"].seconds
    ratios = [
        Ratio("a stock view / the list, few products", small["stock view"].seconds / small["list"].seconds, 2.5),
        Ratio("a stock view / the list", stock.seconds / first, 2.5),
        Ratio("the deep page / the first", max(first, deep) / min(first, deep), at_most=1.2),
        Ratio("search for a common word / the list", big["search, common word"].seconds / first, at_most=3),
    ]
    print(write_report([*small.values(), *big.values(), stock], ratios))
    missed = [name for name, wanted in EXPECTED.items() if not big[name].indexes & wanted]
    for name in missed:
        print(f"{name}: used {sorted(big[name].indexes)}, not {sorted(EXPECTED[name])}")
    return int(bool(missed) or not all(ratio.is_kept for ratio in ratios))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE))
