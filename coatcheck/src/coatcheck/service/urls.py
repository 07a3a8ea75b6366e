"""The paths that every service of this house answers, for its `urls.py` to include at the root."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from coatcheck.service.health import livez, readyz
from coatcheck.service.me import Me
from coatcheck.service.resource_metadata import resource_metadata

urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path(".well-known/oauth-protected-resource", resource_metadata, name="resource-metadata"),
    path("api/me/", Me.as_view(), name="me"),
    path("api/schema/", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
]
