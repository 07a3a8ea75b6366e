import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
for name in {missing!r}:
    sys.modules[name] = None
import django
django.setup()
from django.test import RequestFactory
from coatcheck.django.decorators import requires
from coatcheck.django.middleware import MetricsMiddleware
import coatcheck.drf
view = MetricsMiddleware(requires(scope="a")(lambda request: None))
print(view(RequestFactory().get("/")).status_code)
from coatcheck.django import metrics, views
metrics.count_blind_write("asked")
metrics.sample()
print(views.metrics_view(RequestFactory().get("/metrics")).status_code)
"""


@pytest.mark.parametrize(
    ("missing", "metrics"),
    [
        (["prometheus_client"], 404),
        (["opentelemetry"], 200),
        (
            [
                "prometheus_client",
                "opentelemetry",
                "mozilla_django_oidc",
                "drf_spectacular",
                "pydantic_settings",
            ],
            404,
        ),
    ],
)
def test_verifies_without_what_is_optional(missing, metrics):
    program = [sys.executable, "-W", "error", "-c", PROGRAM.format(missing=missing)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "small_project.settings",
    }

    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr, done.returncode) == (f"401\n{metrics}\n", "", 0)
