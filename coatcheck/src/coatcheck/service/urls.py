"""The paths that every service of this house answers, for its `urls.py` to include at the root."""

from django.urls import include, path

from coatcheck.django.views import metrics_view
from coatcheck.service.admin import site
from coatcheck.service.docs import Schema, docs
from coatcheck.service.health import livez, readyz
from coatcheck.service.me import Me
from coatcheck.service.pages import start
from coatcheck.service.resource_metadata import resource_metadata

urlpatterns = [
    path("", start, name="start"),
    path("", include("coatcheck.django.urls")),
    path("livez", livez),
    path("readyz", readyz),
    path("metrics", metrics_view),
    path(".well-known/oauth-protected-resource", resource_metadata, name="resource-metadata"),
    path("api/me/", Me.as_view(), name="me"),
    path("api/schema/", Schema.as_view(), name="schema"),
    path("api/docs/", docs, name="docs"),
    path("admin/", site.urls),
]
