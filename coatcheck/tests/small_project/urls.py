"""Paths of the small project."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from small_project import views

router = SimpleRouter()
router.register("orders", views.Orders, basename="order")

urlpatterns = [
    path("api/", include(router.urls)),
    path("api/both/", views.BOTH),
    path("api/mixed/", views.MIXED),
    path("api/no-guests/", views.NO_GUESTS),
    path("api/either/", views.EITHER),
    path("api/raise/<str:kind>/", views.raise_other),
    path("api/denied/", views.DENIED),
    path("api/fresh/", views.FRESH),
    path("api/hidden/", views.Hidden.as_view()),
    path("api/ruleless/", views.Ruleless.as_view()),
    path("api/validate/", views.validate),
    path("api/explode/", views.explode),
    path("api/forbid/", views.forbid),
    path("livez", views.Orders.as_view({"get": "public"})),
]
