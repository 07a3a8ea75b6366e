"""Plain Django views of the small project, sync and async, and its middleware's paths."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from coatcheck.django.decorators import requires
from coatcheck.django.views import metrics_view


def whoami(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"caller": str(request.coatcheck.principal), "user": str(getattr(request, "user", None))})


def explode(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret sauce")


@requires(scope="orders:read")
def read(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


@requires(scope="orders:read")
async def read_async(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


@requires(scope="orders:write", role=["clerk"], permission="orders.change_order")
def change(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


@requires()
def anybody(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


@requires(fresh=True)
def fresh(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


urlpatterns = [
    path("plain/fresh/", fresh),
    path("plain/whoami/", whoami),
    path("plain/read/", read),
    path("plain/read-async/", read_async),
    path("plain/change/", change),
    path("plain/anybody/", anybody),
    path("api/explode/", explode),
    path("plain/explode/", explode),
    path("livez", whoami),
    path("metrics", metrics_view),
]
