"""The small project's paths, with Django's admin over one of Django's own models."""

from django.contrib.contenttypes.models import ContentType
from django.urls import include, path

from coatcheck.config import Access
from coatcheck.django.admin_site import RealmAdminSite, RecordedAdmin

ACCESS = Access(
    roles={"keeper": frozenset({"contenttypes.view_contenttype", "contenttypes.change_contenttype"})},
    scopes={"openid": ("*",)},
    staff=frozenset({"keeper"}),
)

site = RealmAdminSite()
site.register(ContentType, RecordedAdmin)

urlpatterns = [path("", include("coatcheck.django.urls")), path("admin/", site.urls)]
