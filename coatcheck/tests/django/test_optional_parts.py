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
"""


@pytest.mark.parametrize(
    "missing",
    [
        ["prometheus_client"],
        ["opentelemetry"],
        [
            "prometheus_client",
            "opentelemetry",
            "mozilla_django_oidc",
            "drf_spectacular",
            "pydantic_settings",
        ],
    ],
)
def test_verifies_without_what_is_optional(missing):
    program = [sys.executable, "-W", "error", "-c", PROGRAM.format(missing=missing)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "small_project.settings",
    }

    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr, done.returncode) == ("401\n", "", 0)
