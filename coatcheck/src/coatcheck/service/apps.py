"""The Django app of what services have in common: templates, static files, and what the OpenAPI document knows."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "coatcheck.service"
    label = "coatcheck_service"

    def ready(self) -> None:
        """Extensions of drf-spectacular are known by being imported."""
        from coatcheck.service import openapi_parts, outages  # noqa: F401, PLC0415 - needs the apps to be loaded

        outages.watch()
