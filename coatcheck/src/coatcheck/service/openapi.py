"""The OpenAPI document: what each call needs is read from its rule, and every refusal it may meet is listed."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.views import APIView

from coatcheck.django import wiring
from coatcheck.problems import MEDIA_TYPE
from coatcheck.requirements import Permission, Requirement, Role

REFUSALS = {
    "400": "The request is malformed; `errors` names the fields.",
    "401": "The access token is missing or not acceptable.",
    "403": "The access token does not allow this; `required_scope` and `required_permission` say what would.",
    "404": "There is no such thing, or none the caller may see.",
    "406": "None of the accepted media types can be written.",
    "409": "The present state does not allow this.",
    "412": "Somebody else changed it since it was read.",
    "413": "The body is too large.",
    "415": "The body's media type is not read here.",
    "422": "What the body names cannot be used; `errors` says why.",
    "503": "The realm's keys, or another service, cannot be had at the moment.",
}
PROBLEM = {
    "type": "object",
    "description": "Why a request was turned away (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "required_scope": {"type": "string"},
        "required_permission": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
}


class ServiceSchema(AutoSchema):
    """Reads scopes, permissions and query of an operation from its view."""

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular has it
        needs = " ".join(needed(self.view))
        return "\n\n".join(part for part in (super().get_description(), needs) if part)

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        query = getattr(self.view, "query_class", None)
        return [*given, query] if query and self._is_list_view() else given


def requirement_of(view: APIView) -> Requirement | None:
    """Return what the view's present action requires; None where that is nothing of ours."""
    return next((rule.requirement for rule in view.get_permissions() if hasattr(rule, "requirement")), None)


def required_scopes(view: APIView) -> list[str]:
    requirement = requirement_of(view)
    return list(requirement.scopes) if requirement else []


def needed(view: APIView) -> Iterator[str]:
    """Give sentences that say what a caller must hold, and which role grants it."""
    requirement = requirement_of(view)
    if requirement is None:
        return
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


def problem(code: str | int) -> dict[str, Any]:
    """Return the response of an operation that is a problem document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": REFUSALS[str(code)], "content": {MEDIA_TYPE: {"schema": schema}}}


def problems(*codes: int) -> dict[tuple[int, str], Any]:
    """Return further refusals of an operation, for `extend_schema(responses={200: …, **problems(409)})`."""
    return {(code, MEDIA_TYPE): {"$ref": "#/components/schemas/Problem"} for code in codes}


def list_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to each operation the refusals that its shape makes possible; a postprocessing hook of drf-spectacular."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for item in result["paths"].values():
        for operation in item.values():
            described = {code: problem(code) for code in possible_refusals(operation)}
            said = {
                code: {**problem(code), **told} if code in REFUSALS else told
                for code, told in operation["responses"].items()
            }
            operation["responses"] = dict(sorted({**described, **said}.items()))
    return result


def possible_refusals(operation: dict[str, Any]) -> list[str]:
    body = ["413", "415"] if "requestBody" in operation else []
    path = ["404"] if any(each["in"] == "path" for each in operation.get("parameters", ())) else []
    rule = ["403"] if any(each.get("realm") for each in operation.get("security", ())) else []
    return ["400", "401", "406", "503", *body, *path, *rule]
