"""Catalog's addresses, and /stock/products/ beside them: a ModelViewSet with page numbers, as everybody writes it."""

from django.urls import include, path
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.viewsets import ModelViewSet

from catalog.models import Product
from catalog.serializers import ProductSerializer
from catalog.views import CAN_READ


class Pages(PageNumberPagination):
    page_size = 50


class StockViewSet(ModelViewSet):
    queryset = Product.objects.published().order_by("-created_at", "-id")
    serializer_class = ProductSerializer
    permission_classes = (CAN_READ,)
    pagination_class = Pages
    renderer_classes = (JSONRenderer,)
    filter_backends = ()


urlpatterns = [path("", include("catalog.urls")), path("stock/products/", StockViewSet.as_view({"get": "list"}))]
