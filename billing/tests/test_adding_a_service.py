"""docs/adding-a-service.md makes a service that works: it is built from the page, checked and tested."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "adding-a-service.md").read_text()
FILE = re.compile(r"^`(shipping/[\w./]+)`[^\n]*\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FROM_BILLING = ("manage.py", "billing/wsgi.py")


@pytest.fixture
def shipping(tmp_path) -> Path:
    """The folder of the service, with the files of the page and those it takes over from billing."""
    folder = tmp_path / "shipping"
    files = dict(FILE.findall(PAGE))
    for name in FROM_BILLING:
        text = (ROOT / "billing" / name).read_text()
        files[f"shipping/{name.replace('billing', 'shipping')}"] = re.sub("billing", "shipping", text)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "shipping" / "__init__.py").touch()
    return folder


@pytest.fixture
def run(shipping):
    """Run Python there with the variables of the service; only its test database is ever made."""
    database = urlsplit(os.environ["BILLING_DATABASE_URL"])._replace(path="/shipping").geturl()
    environment = {
        "SHIPPING_DATABASE_URL": database,
        "SHIPPING_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "SHIPPING_CLIENT_SECRET": "shipping-secret",
        "SHIPPING_ISSUER": "http://127.0.0.1:1/realms/test",
        "SHIPPING_PUBLIC_URL": "http://127.0.0.1:8003",
        "DJANGO_SETTINGS_MODULE": "shipping.settings",
        "PYTHONPATH": os.pathsep.join([str(shipping), str(ROOT / "coatcheck" / "src")]),
    }

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=shipping,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return python


def test_the_service_of_the_page_passes_its_checks_and_tests(run):
    run("manage.py", "check", "--fail-level", "WARNING")
    run("manage.py", "makemigrations", "shipping")

    said = run("-m", "pytest", "-q", "-p", "coatcheck.testing.plugin", "-p", "no:cacheprovider", "-W", "error", "tests")

    assert "3 passed" in said


def test_the_scope_of_the_page_is_made_as_the_realm_file_makes_its_own():
    (text,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    realm = json.loads((ROOT / "realm-export.json").read_text())
    (ours,) = (each for each in realm["clientScopes"] if each["name"] == "billing:read")

    told = json.loads(text.replace("shipping", "billing").replace("parcels", "invoices"))

    assert {name: told[name] for name in sorted(told)} == {name: ours[name] for name in sorted(ours)}


def test_every_name_the_page_tells_to_join_is_there():
    told = re.findall(r"^\| `([A-Z_]+)` \| `(stack/\w+\.py)` \|", PAGE, re.MULTILINE)

    assert len(told) == 6
    for name, place in told:
        assert re.search(rf"^{name} = ", (ROOT / place).read_text(), re.MULTILINE), (name, place)
