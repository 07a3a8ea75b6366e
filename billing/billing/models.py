"""What is billed to whom. The database refuses whatever the code should never have asked for.

Column rules are the check constraints here. What takes more than one row or a look at the past (sums, transitions,
frozen lines) is held by the triggers of `migrations/0002_invariants.sql`.
"""

from django.db import models
from django.db.models import F, Q

from billing.querysets import InvoiceQuerySet
from coatcheck.service.identifiers import new_id
from coatcheck.service.money import CURRENCIES, DECIMAL_PLACES, Money

MAX_DIGITS = 18  # 100 lines of 10 000 pieces at catalog's highest price


class Status(models.TextChoices):
    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    VOID = "void"


UNNUMBERED = Q(number=None, issued_at=None)
NUMBERED = Q(number__isnull=False, issued_at__isnull=False)
STATES = (
    Q(status=Status.DRAFT, paid_amount=0) & UNNUMBERED
    | Q(status=Status.ISSUED, paid_amount__lt=F("total_amount")) & NUMBERED
    | Q(status=Status.PAID, paid_amount=F("total_amount")) & NUMBERED
    | Q(status=Status.VOID, paid_amount=0) & (UNNUMBERED | NUMBERED)
)


class Invoice(models.Model):
    """`customer` is the subject, `issuer` the realm that vouches for it: a subject alone names nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issuer = models.CharField(max_length=255)
    customer = models.CharField(max_length=255)
    number = models.CharField(max_length=11, null=True, unique=True)  # noqa: DJ001 - null: it has none yet
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    currency = models.CharField(max_length=3)
    total_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    paid_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, default=0)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = (("add_invoice_for_anyone", "Can order in another's name"),)
        indexes = (
            models.Index(fields=("customer", "-id"), name="invoice_of_customer"),
            models.Index(fields=("status", "-id"), name="invoice_in_status"),
        )
        constraints = (
            models.CheckConstraint(name="invoice_state", condition=STATES),
            models.CheckConstraint(name="invoice_sums", condition=Q(total_amount__gt=0, paid_amount__gte=0)),
            models.CheckConstraint(name="invoice_currency", condition=Q(currency__in=CURRENCIES)),
            models.CheckConstraint(name="invoice_number", condition=Q(number=None) | Q(number__regex=r"^\d{4}-\d{6}$")),
        )

    def __str__(self) -> str:
        return self.number or f"{self.status} {self.id}"

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_amount, self.currency)

    def locked(self) -> "Invoice":
        """Return the row as it is now, held until the transaction ends."""
        return Invoice.objects.select_for_update().get(pk=self.pk)


class Line(models.Model):
    """A product as catalog described and priced it at the time of the order. `position` counts from 1."""

    # The constraint on invoice and position is index enough.
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = models.UUIDField()
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    price_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    total_amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(name="line_position_once", fields=("invoice", "position")),
            models.CheckConstraint(
                name="line_counts", condition=Q(position__gte=1, quantity__gte=1, price_amount__gt=0)
            ),
            models.CheckConstraint(name="line_total", condition=Q(total_amount=F("quantity") * F("price_amount"))),
        )

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"

    @property
    def unit_price(self) -> Money:
        return Money(self.price_amount, self.invoice.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.invoice.currency)


class Payment(models.Model):
    """Money received for an invoice, in its currency, and who entered it. Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    issuer = models.CharField(max_length=255)
    entered_by = models.CharField(max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(name="payment_positive", condition=Q(amount__gt=0)),)

    def __str__(self) -> str:
        return str(self.amount)


class NumberSeries(models.Model):
    """The last invoice number given out in a year; 0 before the first."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "number series"
        constraints = (models.CheckConstraint(name="series_six_digits", condition=Q(last__range=(0, 999_999))),)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:06}"


class IdempotencyRecord(models.Model):
    """The answer once given to a caller's key, written in the transaction that had the effect.

    `status` and `body` are null only inside that transaction: a trigger refuses to commit them so.
    """

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(null=True)  # noqa: DJ001 - null: not answered yet
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="idempotency_key_once", fields=("issuer", "subject", "key")),)

    def __str__(self) -> str:
        return self.key
