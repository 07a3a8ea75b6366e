"""What a client must know to get a token for this service.

RFC 9728 section 3.
"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coatcheck.django import wiring


@require_safe
@cache_control(public=True, max_age=300)
def resource_metadata(request: HttpRequest) -> JsonResponse:
    policy = wiring.policy()
    resource = wiring.settings().public_url or request.build_absolute_uri("/").rstrip("/")
    return JsonResponse(
        {
            "resource": resource,
            "resource_name": policy.audience,
            "resource_documentation": f"{resource}/api/docs/",
            "authorization_servers": [policy.issuer],
            "scopes_supported": sorted(policy.access.scopes),
            "bearer_methods_supported": ["header"],
        }
    )
