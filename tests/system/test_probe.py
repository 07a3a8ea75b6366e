"""The health check of the services' containers, asked of the running stack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = Path(__file__).parent.parent.parent / "ops" / "containers" / "probe.py"


def ask(url: str, public_url: str) -> int:
    argv = [sys.executable, str(PROBE), url, "SHOP_PUBLIC_URL"]
    return subprocess.run(argv, env=os.environ | {"SHOP_PUBLIC_URL": public_url}, timeout=30, check=False).returncode


@pytest.mark.parametrize("name", ["CATALOG_URL", "BILLING_URL"])
def test_a_service_that_is_ready_is_healthy(book, name):
    assert ask(f"{book[name]}/readyz", book[name]) == 0


def test_a_service_that_refuses_is_not(book):
    assert ask(f"{book['CATALOG_URL']}/readyz", "http://not-its-name.example") == 1


def test_a_service_that_does_not_answer_is_not(book):
    assert ask("http://127.0.0.1:9/readyz", book["CATALOG_URL"]) == 1
