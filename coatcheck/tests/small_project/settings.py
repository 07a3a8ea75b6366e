"""Settings of the small project; tests give `COATCHECK` the issuer of their stand-in realm."""

import os
import tempfile
from pathlib import Path

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "orders.example.com"]
STATIC_URL = "/static/"
ROOT_URLCONF = "small_project.urls"
USE_TZ = True
# A file of each test run's own: Django never closes a thread's connection to a database in memory.
DATABASE = str(Path(tempfile.gettempdir()) / f"coatcheck-tests-{os.getpid()}.sqlite3")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        "TEST": {"NAME": DATABASE},
    }
}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "rest_framework",
    "coatcheck.django",
]
MIDDLEWARE: list[str] = []
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
TEMPLATES[0]["OPTIONS"] = {
    "context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
}
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410"]  # tests bring the middleware
COATCHECK = {"ISSUER": "http://127.0.0.1:1/realms/test", "AUDIENCE": "orders", "ACCESS": "small_project.access"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["coatcheck.drf.BearerAuthentication", "coatcheck.drf.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["coatcheck.drf.Deny"],
    "EXCEPTION_HANDLER": "coatcheck.drf.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "coatcheck.drf.schema.AutoSchema",
}
SPECTACULAR_SETTINGS = {"OAS_VERSION": "3.1.1", "TITLE": "Orders", "VERSION": "1"}
