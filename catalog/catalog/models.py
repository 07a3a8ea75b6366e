"""What catalog keeps: categories, products, and each price a product has had. The database holds the rules."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.querysets import LANGUAGE, ProductQuerySet
from coatcheck.service.identifiers import new_id
from coatcheck.service.money import CURRENCIES, DECIMAL_PLACES, MAX_DIGITS, Money


class Category(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        verbose_name_plural = "categories"
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="category_name_not_empty"),)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is sold. `revision` counts its changes and is what its entity tag is made of."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="", max_length=5000)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products", db_index=False)
    price_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    price_currency = models.CharField(max_length=3)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.GeneratedField(
        expression=SearchVector("name", weight="A", config=LANGUAGE)
        + SearchVector("description", weight="B", config=LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = (
            # Without a list of pending words, which every search would have to read through.
            GinIndex(fields=["words"], name="product_words", fastupdate=False),
            models.Index(fields=["created_at", "id"], name="product_created"),
            models.Index(fields=["name", "id"], name="product_name"),
            models.Index(fields=["price_amount", "id"], name="product_price"),
            models.Index(fields=["category", "created_at", "id"], name="product_category_created"),
            models.Index(fields=["status", "created_at", "id"], name="product_status_created"),
        )
        constraints = (
            models.UniqueConstraint(fields=["sku"], name="product_sku_once"),
            models.CheckConstraint(condition=Q(price_amount__gt=0), name="product_price_positive"),
            models.CheckConstraint(condition=Q(price_currency__in=CURRENCIES), name="product_price_currency"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "withdrawn"]), name="product_status_known"
            ),
            models.CheckConstraint(condition=~Q(sku="") & ~Q(name=""), name="product_named"),
            models.CheckConstraint(condition=Q(updated_at__gte=F("created_at")), name="product_updated_after_created"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.price_currency)


class PriceChange(models.Model):
    """A price that a product was given, by whom and when; the newest is the one it has."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="price_changes", db_index=False)
    price_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    price_currency = models.CharField(max_length=3)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=255)

    class Meta:
        indexes = (models.Index(fields=["product", "changed_at", "id"], name="price_change_of_product"),)
        constraints = (
            models.CheckConstraint(condition=Q(price_amount__gt=0), name="price_change_positive"),
            models.CheckConstraint(condition=Q(price_currency__in=CURRENCIES), name="price_change_currency"),
        )

    def __str__(self) -> str:
        return f"{self.price_amount} {self.price_currency} from {self.changed_at:%Y-%m-%d}"

    @property
    def price(self) -> Money:
        return Money(self.price_amount, self.price_currency)
