"""Who the caller is, as this service sees it, and what it may do here."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coatcheck.principal import Principal


class SortedTexts(serializers.ListField):
    """A set, in an order one can compare."""

    child = serializers.CharField()

    def to_representation(self, data: Any) -> list[str]:
        return sorted(data)


class PrincipalSerializer(serializers.Serializer[Principal]):
    sub = serializers.CharField(source="subject")
    username = serializers.CharField()
    kind = serializers.ChoiceField(["user", "service"])
    client = serializers.CharField()
    roles = SortedTexts()
    client_roles = SortedTexts()
    scopes = SortedTexts()
    permissions = SortedTexts()


class Me(APIView):
    """Any accepted caller, whatever it may do."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="me", responses=PrincipalSerializer)
    def get(self, request: Request) -> Response:
        return Response(PrincipalSerializer(cast("Principal", request.auth)).data)
