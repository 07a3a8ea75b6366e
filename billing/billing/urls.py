"""Billing's paths: the house's, and its invoices."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

import billing.admin  # noqa: F401 - registers billing's models
from billing.views import InvoiceViewSet

router = SimpleRouter(use_regex_path=False)
router.register("invoices", InvoiceViewSet, basename="invoice")

urlpatterns = [
    path("", include("coatcheck.service.urls")),
    path("api/", include(router.urls)),
]
