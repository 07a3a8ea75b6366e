import pytest
from rest_framework.decorators import api_view
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView

from coatcheck.django.checks import check_views, ruleless

DRF_DEFAULT = [AllowAny]


def test_names_every_view_and_action_without_a_rule():
    found = {message.msg for message in check_views()}

    assert found == {
        "small_project.views.Orders.retrieve names no rule.",
        "small_project.views.Guarded names no rule.",
        "small_project.views.Ruleless names no rule.",
    }


def test_a_view_without_a_rule_is_an_error():
    assert all(message.is_serious() for message in check_views())


class StockAPIView:
    """Stands for DRF's view in a project that has not set DEFAULT_PERMISSION_CLASSES."""

    permission_classes = DRF_DEFAULT
    get_permissions = APIView.get_permissions


StockAPIView.__module__ = StockAPIView.get_permissions.__module__ = "rest_framework.views"


def view(permission_classes):
    """Give a view callable whose class says this; `api_view` writes it into every class, also what it was not told."""
    made = type("View", (StockAPIView,), {"permission_classes": permission_classes})
    return type("Callback", (), {"cls": made})


def test_a_view_left_to_drfs_default_has_no_rule():
    assert list(ruleless(view(DRF_DEFAULT))) == [f"{__name__}.View"]


@pytest.mark.parametrize("rules", [[AllowAny], [IsAuthenticated]])
def test_a_view_that_says_who_may_has_a_rule(rules):
    assert list(ruleless(view(rules))) == []


def test_a_function_view_without_a_rule_is_found():
    @api_view(["GET"])
    def nobody_said(request):
        return None

    assert len(list(ruleless(nobody_said))) == 1


def test_a_plain_view_is_none_of_ours():
    assert list(ruleless(lambda request: None)) == []


def test_a_project_without_addresses_has_no_views(settings):
    settings.ROOT_URLCONF = None

    assert check_views() == []
