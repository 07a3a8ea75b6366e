"""The reads that matter: which products a caller sees, which of them match, and in which order."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Cast

from catalog.access import CHANGE_PRODUCT
from coatcheck.principal import Principal

if TYPE_CHECKING:
    from catalog.models import Product  # noqa: F401 - the type of the rows

LANGUAGE = "english"
RANKED = 500
ORDERINGS = {
    "created_at": ("created_at", "id"),
    "-created_at": ("-created_at", "-id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "price": ("price_amount", "id"),
    "-price": ("-price_amount", "-id"),
}
NEWEST_FIRST = ORDERINGS["-created_at"]


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> Self:
        return self.filter(status="published")

    def visible_to(self, caller: Principal) -> Self:
        """Drafts and withdrawn products are for those who may change them."""
        return self if caller.has_perm(CHANGE_PRODUCT) else self.published()

    def matching(
        self,
        *,
        category: UUID | None = None,
        status: str | None = None,
        min_price: Decimal | None = None,
        max_price: Decimal | None = None,
    ) -> Self:
        wanted = {
            "category": category,
            "status": status,
            "price_amount__gte": min_price,
            "price_amount__lte": max_price,
        }
        return self.filter(**{name: value for name, value in wanted.items() if value is not None})

    def in_order(self, *, q: str | None = None, ordering: str | None = None) -> Self:
        """Return those that hold the words of `q`, best first unless an ordering is asked for; else newest first."""
        if q is None:
            return self.order_by(*ORDERINGS[ordering or "-created_at"])
        words = SearchQuery(q, config=LANGUAGE, search_type="websearch")
        found = self.filter(words=words)
        return found.order_by(*ORDERINGS[ordering]) if ordering else found._best_first(words)  # noqa: SLF001 - ours

    def _best_first(self, words: SearchQuery) -> Self:
        """Rank the newest `RANKED`, and no more: a word that half the products have would cost half the table."""
        newest = self.order_by(*NEWEST_FIRST).values("pk")[:RANKED]
        score = Cast(SearchRank(F("words"), words) * Value(1_000_000), IntegerField())
        return type(self)(self.model).filter(pk__in=newest).annotate(score=score).order_by("-score", *NEWEST_FIRST)
