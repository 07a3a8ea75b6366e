"""The OpenAPI document of a service: as the library writes it, and the query of a list."""

from typing import Any

from coatcheck.drf.schema import AutoSchema


class ServiceSchema(AutoSchema):
    """Reads the query of a list from its view."""

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        query = getattr(self.view, "query_class", None)
        return [*given, query] if query and self._is_list_view() else given
