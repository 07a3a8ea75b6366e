"""Views that use every way of being protected."""

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coatcheck.drf import Deny, Fresh, PolicyViewSet, permission, role, scope
from coatcheck.drf.schema import problems
from coatcheck.errors import CoatcheckError, InsufficientScope, RealmUnavailable, Reason
from small_project import access


class Orders(PolicyViewSet):
    policy = {
        "list": scope(access.READ),
        "create": scope(access.WRITE) & role("clerk"),
        "change": scope(access.WRITE) & permission("orders.change_order"),
        "public": AllowAny,
    }
    serializer_class = serializers.Serializer

    def list(self, request: Request) -> Response:
        return Response({"caller": str(request.auth), "user": str(request.user)})

    def create(self, request: Request) -> Response:
        return Response({"by": str(self.caller)}, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response({})

    def put(self, request: Request) -> Response:
        """A method that is no action, and so in no table."""
        return Response({})

    @extend_schema(responses={200: None, "default": None, **problems(409)})
    @action(detail=False, methods=["post"])
    def change(self, request: Request) -> Response:
        return Response({})

    @action(detail=False)
    def public(self, request: Request) -> Response:
        return Response({"caller": str(request.auth)})


class Guarded(APIView):
    """A view whose rule is given in the URLconf."""

    def get(self, request: Request) -> Response:
        return Response({"caller": str(request.auth), "roles": sorted(request.auth.roles)})

    post = get

    def delete(self, request: Request) -> Response:
        raise PermissionDenied("Not on Sundays.")


class Hidden(APIView):
    permission_classes = (scope(access.READ), role("clerk"), Fresh)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response({})

    @extend_schema(responses={200: None})
    def post(self, request: Request) -> Response:
        return Response({})


class FreshFirst(Hidden):
    permission_classes = (Fresh, scope(access.READ), role("clerk"))


class Ruleless(APIView):
    def get(self, request: Request) -> Response:
        return Response({})


class Line(serializers.Serializer):
    quantity = serializers.IntegerField(max_value=100)


class Order(serializers.Serializer):
    name = serializers.CharField()
    lines = Line(many=True)


@extend_schema(request=Order, responses={200: None})
@api_view(["POST"])
@permission_classes([AllowAny])
def validate(request: Request) -> Response:
    Order(data=request.data).is_valid(raise_exception=True)
    return Response({})


@api_view(["GET"])
@permission_classes([AllowAny])
def explode(request: Request) -> Response:
    raise RuntimeError("the secret sauce is " + request.META.get("HTTP_AUTHORIZATION", "none"))


@api_view(["GET"])
@permission_classes([AllowAny])
def forbid(request: Request) -> Response:
    raise PermissionDenied("Not on Sundays.")


@api_view(["GET"])
@permission_classes([AllowAny])
def raise_other(request: Request, kind: str) -> Response:
    raise OTHER[kind]


OTHER = {
    "missing": Http404(),
    "forbidden": DjangoPermissionDenied(),
    "throttled": Throttled(wait=7),
    "stranger": AuthenticationFailed("Nobody knows you."),
    "role": InsufficientScope(Reason.MISSING_ROLE, permission="orders.change_order"),
    "away": RealmUnavailable("the realm is away", retry_after=3),
    "odd": CoatcheckError(),
}

BOTH = Guarded.as_view(permission_classes=[scope(access.READ, access.WRITE)])
EITHER = Guarded.as_view(permission_classes=[scope(access.WRITE) | IsAuthenticated])
MIXED = Guarded.as_view(permission_classes=[IsAuthenticated & (role("clerk") | role("admin")) & ~role("guest")])
NO_GUESTS = Guarded.as_view(permission_classes=[~role("guest")])
DENIED = Guarded.as_view(permission_classes=[Deny])
FRESH = Guarded.as_view(permission_classes=[scope(access.READ) & role("clerk") & Fresh])
