"""Viewsets whose rules stand in one table, read before anything else of the view."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from rest_framework.permissions import BasePermission
from rest_framework.viewsets import GenericViewSet

from coatcheck.drf.permissions import Deny
from coatcheck.principal import Principal


class PolicyViewSet(GenericViewSet[Any]):
    """A viewset that says in `policy` what each action takes. An action that is not named there is refused.

    A value is any DRF permission: `scope("a:read") & role("x")`, or `AllowAny` for a public action.
    """

    policy: ClassVar[Mapping[str, Any]] = {}

    @property
    def caller(self) -> Principal:
        """The accepted caller; for actions that let nobody else in."""
        return cast("Principal", self.request.auth)

    def get_permissions(self) -> list[BasePermission]:
        """Return the rule of this action; none for a method that the view does not have, which is a 405.

        A method that is written out beside the actions has no name in the table, and so no rule either.
        """
        if self.action is None and not hasattr(self, str(self.request.method).lower()):
            return []
        return [self.policy.get(self.action, Deny)()]
