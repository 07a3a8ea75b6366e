"""Catalog's addresses: what every service has, and its own."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

import catalog.admin  # noqa: F401 - registers catalog's models
from catalog.views import CategoryViewSet, ProductViewSet, QuoteViewSet

router = SimpleRouter(use_regex_path=False)
router.register("categories", CategoryViewSet, basename="category")
router.register("products", ProductViewSet, basename="product")
router.register("quotes", QuoteViewSet, basename="quote")

urlpatterns = [path("", include("coatcheck.service.urls")), path("api/", include(router.urls))]
