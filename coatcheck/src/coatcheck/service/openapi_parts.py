"""How the OpenAPI document writes what is ours: money, strict bodies."""

from typing import Any

from drf_spectacular.extensions import (
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from coatcheck.service.money import AMOUNT, CURRENCIES

MONEY = {
    "type": "object",
    "description": "An exact amount. Never a number, which many would read as a float.",
    "properties": {
        "amount": {"type": "string", "pattern": f"^{AMOUNT.pattern}$"},
        "currency": {"type": "string", "enum": list(CURRENCIES)},
    },
    "required": ["amount", "currency"],
    "additionalProperties": False,
    "examples": [{"amount": "12.50", "currency": "EUR"}],
}


class MoneySchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # spectacular's own
    target_class = "coatcheck.service.money.MoneyField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:  # noqa: ARG002
        component = ResolvedComponent("Money", ResolvedComponent.SCHEMA, MONEY, "Money")  # type: ignore[no-untyped-call]
        auto_schema.registry.register_on_missing(component)
        return dict(component.ref)


class StrictSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # spectacular's own
    target_class = "coatcheck.service.strict.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        known = auto_schema._map_serializer(  # type: ignore[no-untyped-call]  # noqa: SLF001 - as its docs say
            self.target, direction, bypass_extensions=True
        )
        return {**known, "additionalProperties": False}
