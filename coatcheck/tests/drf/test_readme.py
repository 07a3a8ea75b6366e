"""The examples of README.md and TESTING.md do what these say."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from django.test import RequestFactory, override_settings

from coatcheck.requirements import Role, Scope
from coatcheck.transport import Transport

SOURCE = str(Path(__file__).parents[2] / "src")

PAGES = [(Path(__file__).parents[2] / each).read_text() for each in ("README.md", "TESTING.md")]
BLOCKS = [block for page in PAGES for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)]


def run(word, **names):
    """Run the one block that holds this word, and return what it defines."""
    (block,) = (each for each in BLOCKS if word in each)
    block = block.replace("https://id.example.com/realms/acme", names.pop("issuer", "https://id.example.com"))
    block = block.replace("Transport()", "transport")
    exec(compile(block, "a page", "exec"), names)
    return names


def test_verifies_a_token_in_any_program(realm):
    transport, token = Transport(), realm.issue(audience="orders")

    found = run("principal = ", issuer=realm.issuer, token=token, transport=transport)
    found["verifier"].keys.close()
    transport.close()

    assert found["principal"].username == "alice"


def test_shows_tests_that_pass_as_they_stand(tmp_path):
    block = next(each for each in BLOCKS if "realm.misbehave" in each)
    (tmp_path / "test_orders.py").write_text(block)
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "coatcheck.testing.plugin", "test_orders.py"]
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run(argv, cwd=tmp_path, env=environment, capture_output=True, check=False)

    assert b"2 passed" in done.stdout, done.stdout.decode()


def test_protects_a_view():
    view = run("class OrderList")["OrderList"]

    assert [rule.requirement for rule in view().get_permissions()] == [Scope(("orders:read",)) & Role("clerk")]


def test_shows_how_a_view_is_tested(as_principal, monkeypatch):
    views = ModuleType("orders.views")
    views.OrderList = run("class OrderList")["OrderList"]
    monkeypatch.setitem(sys.modules, "orders.views", views)

    run("force_authenticate")["test_lets_clerks_read"](as_principal)


def test_needs_three_settings():
    found = run("COATCHECK =")

    assert set(found["COATCHECK"]) == {"ISSUER", "AUDIENCE"}
    assert found["REST_FRAMEWORK"]["DEFAULT_PERMISSION_CLASSES"] == ["coatcheck.drf.Deny"]


def test_protects_a_plain_view():
    view = run("@requires")["orders"]

    with override_settings(COATCHECK={"ISSUER": "https://id.example.com/realms/acme", "AUDIENCE": "orders"}):
        assert asyncio.run(view(RequestFactory().get("/"))).status_code == 401
