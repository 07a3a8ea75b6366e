"""The Django app: refuses to start on a wrong `COATCHECK`, and brings its checks."""

from django.apps import AppConfig


class CoatcheckConfig(AppConfig):
    """Validate the settings when Django starts; threads come later, in the process that serves."""

    name = "coatcheck.django"
    label = "coatcheck"
    verbose_name = "coatcheck"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Raises ImproperlyConfigured with everything that is wrong in `COATCHECK`."""
        from coatcheck.django import checks, wiring  # noqa: PLC0415 - models are not loaded when this file is

        wiring.validate()
        checks.register_all()
