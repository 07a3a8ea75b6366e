"""coatcheck for Django REST framework: authentication, permissions that compose, and answers that say why."""

from typing import TYPE_CHECKING, Any

from coatcheck.drf.authentication import BearerAuthentication, SessionAuthentication
from coatcheck.drf.errors import exception_handler
from coatcheck.drf.permissions import Deny, Fresh, permission, role, scope

if TYPE_CHECKING:
    from coatcheck.drf.policies import PolicyViewSet

__all__ = [
    "BearerAuthentication",
    "Deny",
    "Fresh",
    "PolicyViewSet",
    "SessionAuthentication",
    "exception_handler",
    "permission",
    "role",
    "scope",
]


def __getattr__(name: str) -> Any:
    # DRF loads this file while it loads its views, which a viewset needs.
    if name == "PolicyViewSet":
        from coatcheck.drf.policies import PolicyViewSet  # noqa: PLC0415

        return PolicyViewSet
    raise AttributeError(name)
