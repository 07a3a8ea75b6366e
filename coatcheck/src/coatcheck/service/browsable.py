"""DRF's browsable API as one small page of ours: what was answered, and only the forms this person may use."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.utils.breadcrumbs import get_breadcrumbs

from coatcheck.django import wiring
from coatcheck.principal import Principal

if TYPE_CHECKING:  # DRF loads this file while it loads its views
    from coatcheck.drf import PolicyViewSet

METHODS = ("POST", "PATCH")


@dataclass(frozen=True, slots=True)
class Form:
    """A request that the page offers to send: a JSON body to an address."""

    title: str
    method: str
    url: str
    body: str


class PageRenderer(BrowsableAPIRenderer):
    """The HTML answer to a person in a browser."""

    template = "coatcheck/api.html"

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what the template shows."""
        view, request, response = (renderer_context[name] for name in ("view", "request", "response"))
        renderer = self.get_default_renderer(view)
        return {
            "name": self.get_name(view),
            "description": self.get_description(view, response.status_code),
            "breadcrumbs": get_breadcrumbs(request.path, request),
            "status": response.status_code,
            "phrase": response.status_text,
            "method": request.method,
            "headers": sorted(response.items()),
            "content": self.get_content(renderer, data, accepted_media_type, dict(renderer_context)),
            "problem": data if response.status_code >= status.HTTP_400_BAD_REQUEST and isinstance(data, dict) else None,
            "pages": pages(data),
            "forms": [] if response.status_code == status.HTTP_401_UNAUTHORIZED else [*self.forms(view, request)],
        }

    def get_content(
        self, renderer: Any, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> str:
        """Return the answer as JSON for people: a line a member."""
        content: str = super().get_content(renderer, data, accepted_media_type, renderer_context)
        return json.dumps(json.loads(content), indent=2, ensure_ascii=False) if content else ""

    def forms(self, view: Any, request: Request) -> Iterator[Form]:
        """Give a form for each method of this address, and each action of this object, that the caller may use."""
        if not hasattr(view, "policy"):
            return
        actions: Mapping[str, str] = getattr(view, "action_map", None) or {}
        for method in METHODS:
            name = actions.get(method.lower())
            if name and may_use(view, name, request):
                yield Form(title(name), method, request.path, example(view, name))
        addresses = view.get_extra_action_url_map()
        for extra in view.get_extra_actions():
            url = addresses.get(extra.kwargs["name"])
            if url and "post" in extra.mapping and may_use(view, extra.__name__, request):
                yield Form(title(extra.__name__), "POST", url, example(view, extra.__name__))


def may_use(view: "PolicyViewSet", action: str, request: Request) -> bool:
    """Tell whether the caller meets an action's rule, as far as its token tells: the realm is not asked for a form."""
    rule = view.policy.get(action)
    requirement = getattr(rule, "requirement", None)
    if requirement is None:
        return isinstance(rule, type) and issubclass(rule, BasePermission) and rule().has_permission(request, view)
    return isinstance(request.auth, Principal) and requirement.lack(request.auth, wiring.access()) is None


def title(action: str) -> str:
    """Return an action's name for people: `partial_update` is a change, `reprice` is itself."""
    return {"partial_update": "Change", "create": "Create"}.get(action, action.replace("_", " ").capitalize())


def example(view: Any, action: str) -> str:
    """Return a body to start from, as the view's `examples` have it."""
    body = getattr(view, "examples", {}).get(action, {})
    return json.dumps(body, indent=2, ensure_ascii=False)


def pages(data: Any) -> dict[str, str]:
    """Return the addresses of the pages before and after this one."""
    if not isinstance(data, dict):
        return {}
    return {name: data[name] for name in ("previous", "next") if isinstance(data.get(name), str)}
