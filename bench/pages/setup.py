"""Django with catalog's settings on a schema of its own, and products in it."""

import os
import sys
from importlib import import_module
from pathlib import Path

SCHEMA = "bench_list"
ENVIRONMENT = {
    "CATALOG_SECRET_KEY": "of-the-measurements-and-of-nothing-else-in-the-world",
    "CATALOG_PUBLIC_URL": "http://testserver",
    "CATALOG_CLIENT_SECRET": "of-the-measurements",
    "CATALOG_LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "catalog.settings",
}


def set_up(issuer: str) -> None:
    """Make Django ready; everything it does is in the schema."""
    if "CATALOG_DATABASE_URL" not in os.environ:
        sys.exit("CATALOG_DATABASE_URL names no database; bring the stack up and run ./manage_all.sh bench list")
    own = {name for name in os.environ if name.startswith("CATALOG_")} - {"CATALOG_DATABASE_URL"}
    for name in own:
        del os.environ[name]
    os.environ |= ENVIRONMENT | {"CATALOG_ISSUER": issuer}

    import django  # noqa: PLC0415 - the environment comes first

    settings = import_module("catalog.settings")
    settings.DATABASES["default"]["OPTIONS"]["options"] = f"-c search_path={SCHEMA}"
    settings.ROOT_URLCONF = "pages.urls"
    django.setup()


def fill(rows: int) -> None:
    """Make the schema anew, with this many products."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    drop()
    with connection.cursor() as cursor:
        cursor.execute(f"create schema {SCHEMA}")
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("products.sql").read_text(encoding="utf-8"), {"rows": rows})


def drop() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {SCHEMA} cascade")
