"""Products, prices and quotes as they are written outside, and what is read from outside."""

from decimal import Decimal

from rest_framework import serializers

from catalog.models import Category, PriceChange, Product
from catalog.querysets import ORDERINGS
from coatcheck.service.money import MoneyField
from coatcheck.service.paging import PageQuery
from coatcheck.service.strict import LinesField, StrictSerializer, TextField, WholeNumberField

MAX_LINES = 100
MAX_QUANTITY = 10_000


class CategorySerializer(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ("id", "name")


class ProductSerializer(serializers.ModelSerializer[Product]):
    price = MoneyField()

    class Meta:
        model = Product
        fields = ("id", "sku", "name", "description", "category", "price", "status", "created_at", "updated_at")


class ProductEdit(StrictSerializer):
    """What PATCH takes. The price changes by repricing only."""

    name = TextField(max_length=200, required=False)
    description = TextField(max_length=5000, allow_blank=True, required=False)
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.all(), pk_field=serializers.UUIDField(), required=False
    )


class NewProduct(StrictSerializer):
    sku = serializers.RegexField(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", max_length=64, trim_whitespace=False)
    name = TextField(max_length=200)
    description = TextField(max_length=5000, allow_blank=True, default="")
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.all(), pk_field=serializers.UUIDField())
    price = MoneyField()


class NewPrice(StrictSerializer):
    price = MoneyField()


class PriceChangeSerializer(serializers.ModelSerializer[PriceChange]):
    price = MoneyField()

    class Meta:
        model = PriceChange
        fields = ("id", "price", "changed_at", "changed_by")


class ProductQuery(PageQuery):
    """The query of the list of products; anything else in it is refused."""

    q = serializers.CharField(max_length=200, required=False, help_text="Words to search for.")
    category = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(Product.Status.choices, required=False)
    min_price = serializers.DecimalField(12, 2, min_value=Decimal(), required=False)
    max_price = serializers.DecimalField(12, 2, min_value=Decimal(), required=False)
    ordering = serializers.ChoiceField(tuple(ORDERINGS), required=False)


class OrderedLine(StrictSerializer):
    product = serializers.UUIDField()
    quantity = WholeNumberField(min_value=1, max_value=MAX_QUANTITY)


class QuoteRequest(StrictSerializer):
    lines = LinesField(child=OrderedLine(), longest=MAX_LINES)


class QuoteLineSerializer(serializers.Serializer[object]):
    product = serializers.UUIDField(source="product.id")
    sku = serializers.CharField(source="product.sku")
    name = serializers.CharField(source="product.name")
    quantity = serializers.IntegerField()
    unit_price = MoneyField(source="price")
    total = MoneyField()


class QuoteSerializer(serializers.Serializer[object]):
    lines = QuoteLineSerializer(many=True)
    total = MoneyField()
