"""The OpenAPI document and a page to try it out, signed in at the realm as the client `docs`."""

from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coatcheck.django import wiring

CLIENT = "docs"


class Schema(APIView):
    """OpenAPI 3.1, made once a process."""

    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        return Response(document())


@cache
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


# Swagger UI writes styles into its elements.
@csp_update({"style-src": ["'unsafe-inline'"]})
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    config = {"schema": reverse("schema"), "client": CLIENT, "scopes": sorted(wiring.access().scopes)}
    response = render(request, "coatcheck/docs.html", {"service": wiring.policy().audience, "config": config})
    # The popup that signs in at the realm must find its way back to this page.
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
