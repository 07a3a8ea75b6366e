"""What drf-spectacular writes of our views: scopes, roles, permissions, and the problems each may answer.

`REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "coatcheck.drf.schema.AutoSchema"`. The rules are read from the views
themselves, so that document and behaviour cannot tell two stories.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.permissions import AllowAny

from coatcheck.django import wiring
from coatcheck.django.conf import django_setting
from coatcheck.drf.permissions import Guard
from coatcheck.problems import MEDIA_TYPE, Problem
from coatcheck.requirements import All, Permission, Requirement, Role

Json = dict[str, Any]

BEARER, SESSION = "accessToken", "browserSession"
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "Why the request was not carried out (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": TEXT,
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        "required_scope": TEXT,
        "required_permission": TEXT,
    },
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
}
DESCRIPTIONS = {
    400: "The credential or the request's content is malformed.",
    401: "There is no access token, or it is not acceptable.",
    403: "The token is good, but not for this.",
    404: "There is no such thing, or not for this caller.",
    406: "No representation that would be accepted.",
    409: "The present state does not allow this.",
    412: "It has changed since it was read.",
    415: "The content is of a type that is not read here.",
    422: "What the request names cannot be used.",
    429: "Too many requests from this address were refused.",
    503: "The authorization server, or a service behind this one, cannot be asked.",
}
CHALLENGED, RETRIED = (400, 401, 403), (429, 503)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # spectacular's own
    """An access token: where to get one, and for which scopes one may ask."""

    target_class = "coatcheck.drf.authentication.BearerAuthentication"
    name = BEARER

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> Json:  # noqa: ARG002 - its signature
        issuer, policy = wiring.settings().issuer.rstrip("/"), wiring.policy()
        if policy.payload_type is None:
            return {"type": "openIdConnect", "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration"}
        # Keycloak's own addresses: no document should wait for a realm.
        flow = {
            "authorizationUrl": f"{issuer}/protocol/openid-connect/auth",
            "tokenUrl": f"{issuer}/protocol/openid-connect/token",
            "scopes": {scope: f"Carries {', '.join(names)}." for scope, names in policy.access.scopes.items()},
        }
        return {"type": "oauth2", "flows": {"authorizationCode": flow}}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # spectacular's own
    """A browser that has signed in."""

    target_class = "coatcheck.drf.authentication.SessionAuthentication"
    name = SESSION

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> Json:  # noqa: ARG002 - its signature
        return {"type": "apiKey", "in": "cookie", "name": django_setting("SESSION_COOKIE_NAME")}


class AutoSchema(SpectacularAutoSchema):
    """Describes a view with its rule: `security`, `x-required-roles`, `x-required-permissions` and problems."""

    def get_auth(self) -> list[Json]:
        """Return the ways to be let in; an empty one among them is an operation that needs no credential."""
        ways: list[Json] = []
        for way in super().get_auth():
            choices = requirement_of(self.view).scope_choices if BEARER in way else ((),)
            ways += [{BEARER: list(choice)} for choice in choices] if BEARER in way else [way]
        return ways

    def get_operation(self, *args: Any, **kwargs: Any) -> Json | None:
        operation: Json | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        operation |= describe_rule(requirement_of(self.view), operation.get("description", ""))
        for status in sorted(self.statuses(operation)):
            operation["responses"].setdefault(str(status), self.problem(status))
        return operation

    def statuses(self, operation: Json) -> Iterator[int]:
        """Give the statuses of the problems that this operation may answer."""
        yield from (400, 401, 406, 503)
        if requirement_of(self.view) != All(()):
            yield 403
        if "{" in self.path:
            yield 404
        if "requestBody" in operation:
            yield 415
        if wiring.settings().refusal_limit is not None:
            yield 429
        yield from getattr(self.view, "problems", {}).get(getattr(self.view, "action", None), ())

    def problem(self, status: int) -> Json:
        """Return the description of one problem as an answer."""
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem")  # type: ignore[no-untyped-call] # as above
        self.registry.register_on_missing(component)
        example = Problem(status, DESCRIPTIONS.get(status, "")).document(instance=self.path, request_id="a1b2c3")
        answer: Json = {
            "description": DESCRIPTIONS.get(status, "It cannot be carried out."),
            "content": {MEDIA_TYPE: {"schema": component.ref, "example": example}},
        }
        if status in CHALLENGED:
            answer["headers"] = {"WWW-Authenticate": {"schema": TEXT, "description": "RFC 6750 section 3."}}
        if status in RETRIED:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        return answer


def requirement_of(view: Any) -> Requirement:
    """Return what a view requires by guards; nothing where it is public or decides by other permissions."""
    found: Sequence[Any] = view.get_permissions()
    parts = tuple(each.requirement for each in found if isinstance(each, Guard))
    if any(isinstance(each, AllowAny) for each in found):
        return All(())
    return parts[0] if len(parts) == 1 else All(parts)


def describe_rule(requirement: Requirement, description: str) -> Json:
    """Return the members of an operation that say what it needs beyond scopes."""
    leaves = list(requirement.leaves())
    roles = [leaf.name for leaf in leaves if isinstance(leaf, Role)]
    permissions = [leaf.name for leaf in leaves if isinstance(leaf, Permission)]
    needs = [f"scope `{scope}`" for scope in requirement.scopes]
    needs += [f"role `{name}`" for name in roles] + [f"permission `{name}`" for name in permissions]
    needs += ["the realm's word that the token still lives"] if requirement.asks_realm else []
    members: Json = {"description": f"{description}\n\nTakes {', '.join(needs)}.".strip()} if needs else {}
    members |= {"x-required-roles": roles} if roles else {}
    return members | ({"x-required-permissions": permissions} if permissions else {})
