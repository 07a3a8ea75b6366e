"""A small Django project of one trivial view, open, with authentication, and with a rule: what bench/verify.py measures.

The issuer comes from the environment variable `ISSUER`.
"""

import os
from typing import ClassVar

import django
from django.conf import settings  # noqa: TID251 - this is the project, not the library
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path

from coatcheck.config import Access

ACCESS = Access(
    roles={
        "catalog-editor": frozenset({"catalog.add_product", "catalog.change_product", "catalog.view_pricechange"}),
        "customer": frozenset({"catalog.view_product"}),
    },
    scopes={"catalog:read": ("view_*",), "catalog:write": ("add_*", "change_*")},
)

settings.configure(
    SECRET_KEY="only-for-measuring" * 3,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["rest_framework", "coatcheck.django"],
    COATCHECK={"ISSUER": os.environ["ISSUER"], "AUDIENCE": "catalog", "ACCESS": f"{__name__}.ACCESS"},
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "EXCEPTION_HANDLER": "coatcheck.drf.exception_handler"},
)
django.setup()

from rest_framework.permissions import AllowAny  # noqa: E402 - needs settings
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from coatcheck.drf import BearerAuthentication, scope  # noqa: E402


class Open(APIView):
    """Anybody may."""

    authentication_classes: ClassVar = []
    permission_classes: ClassVar = [AllowAny]

    def get(self, request: Request) -> Response:  # noqa: ARG002 - a view's signature
        return Response({"pong": True})


class Authenticated(Open):
    """The same, and a token is verified."""

    authentication_classes: ClassVar = [BearerAuthentication]


class Guarded(Authenticated):
    """Whoever has a token with the scope may."""

    permission_classes: ClassVar = [scope("catalog:read")]


urlpatterns = [
    path("open/", Open.as_view()),
    path("authenticated/", Authenticated.as_view()),
    path("guarded/", Guarded.as_view()),
]
application = WSGIHandler()
