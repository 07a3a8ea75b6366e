"""The small project's paths, with Django's admin over one of Django's own models."""

from django.contrib.contenttypes.models import ContentType
from django.urls import include, path

from coatcheck.config import Access
from coatcheck.django.admin_site import RealmAdminSite, RecordedAdmin

VIEW, CHANGE, ADD, DELETE = (f"contenttypes.{each}_contenttype" for each in ("view", "change", "add", "delete"))
ACCESS = Access(
    roles={"keeper": frozenset({VIEW, CHANGE}), "owner": frozenset({VIEW, ADD, DELETE})},
    scopes={"openid": ("*",)},
    staff=frozenset({"keeper", "owner"}),
)

site = RealmAdminSite()
site.register(ContentType, RecordedAdmin)

urlpatterns = [path("", include("coatcheck.django.urls")), path("admin/", site.urls)]
