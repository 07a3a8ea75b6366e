"""Refusals that only billing knows; what services share is in `coatcheck.service.refusals`."""

from rest_framework.exceptions import APIException, ValidationError


class OtherCurrency(ValidationError):
    """Raised when a payment is not in the invoice's currency: 400, like every malformed amount."""


class CatalogUnavailable(APIException):
    """Raised when catalog gives no usable answer, so that nothing was written."""

    status_code = 503
    default_detail = "The catalog cannot be asked for prices at the moment."
    default_code = "catalog_unavailable"
    wait = 5  # seconds; where DRF looks for Retry-After
