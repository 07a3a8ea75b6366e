"""The paths that every service of this house answers, for its `urls.py` to include at the root."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from coatcheck.service.health import livez, readyz
from coatcheck.service.me import Me
from coatcheck.service.resource_metadata import resource_metadata

urlpatterns = [
    path("", include("coatcheck.django.urls")),
    path("livez", livez),
    path("readyz", readyz),
    path(".well-known/oauth-protected-resource", resource_metadata, name="resource-metadata"),
    path("api/me/", Me.as_view(), name="me"),
    path("api/schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
]

handler400 = "coatcheck.service.handlers.bad_request"
handler403 = "coatcheck.service.handlers.forbidden"
handler404 = "coatcheck.service.handlers.not_found"
handler500 = "coatcheck.service.handlers.failed"
