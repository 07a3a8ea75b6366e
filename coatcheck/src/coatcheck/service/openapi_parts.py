"""How the OpenAPI document writes what is ours: the realm as security scheme, money, strict bodies."""

from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from coatcheck.django import wiring
from coatcheck.service.money import AMOUNT, CURRENCIES
from coatcheck.service.openapi import required_scopes

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


class RealmScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular's own
    """Sign-in at the realm by authorization code and PKCE. The addresses are Keycloak's, as a browser reaches them."""

    target_class = "coatcheck.drf.BearerAuthentication"
    name = "realm"

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        return {self.name: required_scopes(auto_schema.view)}

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002
        policy = wiring.policy()
        endpoints = f"{policy.issuer}/protocol/openid-connect"
        flow = {
            "authorizationUrl": f"{endpoints}/auth",
            "tokenUrl": f"{endpoints}/token",
            "scopes": {name: f"can carry {', '.join(what)}" for name, what in policy.access.scopes.items()},
        }
        return {"type": "oauth2", "flows": {"authorizationCode": flow}}


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
