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

REALM, SESSION = "realm", "session"
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
REFUSALS = {
    400: "The request is malformed; `errors` names the fields.",
    401: "The access token is missing or not acceptable.",
    403: "The access token does not allow this; `required_scope` and `required_permission` say what would.",
    404: "There is no such thing, or none the caller may see.",
    406: "None of the accepted media types can be written.",
    409: "The present state does not allow this.",
    412: "Somebody else changed it since it was read.",
    413: "The body is too large.",
    415: "The body's media type is not read here.",
    422: "What the body names cannot be used; `errors` says why.",
    429: "Too many requests from this address were refused.",
    503: "The realm's keys, the database, or another service, cannot be had at the moment.",
}
CHALLENGED, RETRIED = (400, 401, 403), (429, 503)


class RealmScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # spectacular's own
    """Sign-in at the realm by authorization code and PKCE, as a browser reaches it, for these scopes."""

    target_class = "coatcheck.drf.authentication.BearerAuthentication"
    name = REALM

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
    """Describes a view with its rule: `security`, `x-required-roles`, `x-required-permissions` and refusals."""

    def get_auth(self) -> list[Json]:
        """Return the ways to be let in; an empty one among them is an operation that needs no credential."""
        ways: list[Json] = []
        for way in super().get_auth():
            choices = requirement_of(self.view).scope_choices if REALM in way else ((),)
            ways += [{REALM: list(choice)} for choice in choices] if REALM in way else [way]
        return ways

    def get_description(self) -> str:  # type: ignore[override] # as spectacular has it
        needs = " ".join(needed(requirement_of(self.view)))
        return "\n\n".join(part for part in (super().get_description(), needs) if part)

    def get_extensions(self) -> Json:
        leaves = list(requirement_of(self.view).leaves())
        roles = [leaf.name for leaf in leaves if isinstance(leaf, Role)]
        permissions = [leaf.name for leaf in leaves if isinstance(leaf, Permission)]
        named = {"x-required-roles": roles, "x-required-permissions": permissions}
        return super().get_extensions() | {name: values for name, values in named.items() if values}

    def get_operation(self, *args: Any, **kwargs: Any) -> Json | None:
        operation: Json | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            told = dict(operation["responses"])
            for code in {*self.refusals(operation), *(code for code in REFUSALS if str(code) in told)}:
                told[str(code)] = told.get(str(code), {}) | self.problem(code)
            operation["responses"] = dict(sorted(told.items()))
        return operation

    def refusals(self, operation: Json) -> Iterator[int]:
        """Give the statuses with which the shape of this operation lets it be refused."""
        yield from (400, 401, 406, 503)
        if requirement_of(self.view) != All(()):
            yield 403
        if any(each["in"] == "path" for each in operation.get("parameters", ())):
            yield 404
        if "requestBody" in operation:
            yield from (413, 415)
        if wiring.settings().refusal_limit is not None:
            yield 429

    def problem(self, code: int) -> Json:
        """Return the answer of an operation that is a problem document."""
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem")  # type: ignore[no-untyped-call] # as above
        self.registry.register_on_missing(component)
        example = Problem(code, REFUSALS[code]).document(instance=self.path, request_id="a1b2c3")
        content = {MEDIA_TYPE: {"schema": component.ref, "example": example}}
        answer: Json = {"description": REFUSALS[code], "content": content}
        if code in CHALLENGED:
            answer["headers"] = {"WWW-Authenticate": {"schema": TEXT, "description": "RFC 6750 section 3."}}
        if code in RETRIED:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        return answer


def problems(*codes: int) -> dict[tuple[int, str], Any]:
    """Return further refusals of an operation, for `extend_schema(responses={200: …, **problems(409)})`."""
    return {(code, MEDIA_TYPE): PROBLEM for code in codes}


def requirement_of(view: Any) -> Requirement:
    """Return what a view requires by guards; nothing where it is public or decides by other permissions."""
    found: Sequence[Any] = view.get_permissions()
    parts = tuple(each.requirement for each in found if isinstance(each, Guard))
    if any(isinstance(each, AllowAny) for each in found):
        return All(())
    return parts[0] if len(parts) == 1 else All(parts)


def needed(requirement: Requirement) -> Iterator[str]:
    """Give sentences that say what a caller must hold, and which role grants it."""
    if requirement.scopes:
        yield f"Needs the scope `{' '.join(requirement.scopes)}`."
    for leaf in requirement.leaves():
        if isinstance(leaf, Permission):
            granting = [role for role, names in wiring.access().roles.items() if leaf.name in names]
            yield f"Needs the permission `{leaf.name}`, which the role `{'` or `'.join(granting)}` grants."
        if isinstance(leaf, Role):
            yield f"Needs the role `{leaf.name}`."
    if requirement.asks_realm:
        yield "The realm is asked first whether the token still lives."
