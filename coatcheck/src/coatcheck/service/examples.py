"""Examples of a call, as its OpenAPI document shows them."""

from drf_spectacular.utils import OpenApiExample


def asked(value: object) -> OpenApiExample:
    """Show a body that is sent."""
    return OpenApiExample("request", value, request_only=True)


def answered(value: object, *statuses: int) -> OpenApiExample:
    """Show a body that comes back, with 200 where no status is named."""
    return OpenApiExample("answer", value, response_only=True, status_codes=list(map(str, statuses or (200,))))
