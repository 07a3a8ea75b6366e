"""Two at once: one is first, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from catalog.models import PriceChange, Product

AT_ONCE = 4


@pytest.fixture
def at_once(transactional_db, editor):
    """Give what does the same thing several times at once, each on a connection of its own, with the keys at hand."""
    assert editor.get("/api/me/").status_code == 200

    def do(ask):
        start = Barrier(AT_ONCE, timeout=10)

        def one(number):
            try:
                start.wait()
                return ask(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sorted(answer.status_code for answer in pool.map(one, range(AT_ONCE)))

    return do


def test_one_of_those_who_read_the_same_changes_it(at_once, editor, lamp):
    path = f"/api/products/{lamp.pk}/"

    answers = at_once(lambda n: editor.patch(path, {"name": f"Lamp {n}"}, format="json", headers={"If-Match": '"1"'}))

    assert answers == [200] + [412] * (AT_ONCE - 1)
    assert Product.objects.get().revision == 2


def test_one_of_those_who_add_the_same_adds_it(at_once, editor, new_product):
    answers = at_once(lambda _: editor.post("/api/products/", new_product, format="json"))

    assert answers == [201] + [409] * (AT_ONCE - 1)
    assert PriceChange.objects.count() == 1


def test_one_of_those_who_publish_the_same_publishes_it(at_once, editor, draft):
    answers = at_once(lambda _: editor.post(f"/api/products/{draft.pk}/publish/"))

    assert answers == [200] + [409] * (AT_ONCE - 1)


def test_no_price_is_lost(at_once, editor, lamp):
    prices = [{"price": {"amount": f"{number + 1}.00", "currency": "EUR"}} for number in range(AT_ONCE)]

    answers = at_once(lambda n: editor.post(f"/api/products/{lamp.pk}/reprice/", prices[n], format="json"))

    assert answers == [200] * AT_ONCE
    assert PriceChange.objects.count() == 1 + AT_ONCE
    newest = PriceChange.objects.order_by("-changed_at", "-id").first()
    assert newest.price == Product.objects.get().price
