"""The small project's paths, for people in a browser."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from small_project.plain_urls import fresh


def who(request: HttpRequest) -> JsonResponse:
    """Say whom the session speaks for."""
    user = request.user
    return JsonResponse(
        {"caller": str(user) if user.is_authenticated else None, "roles": sorted(getattr(user, "roles", ()))}
    )


urlpatterns = [
    path("", include("coatcheck.django.urls")),
    path("who/", who),
    path("livez", who),
    path("fresh/", fresh),
]
