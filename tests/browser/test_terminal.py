"""Signing in at the terminal by a browser elsewhere, and calling the services with that. RFC 8628."""

import json
import subprocess
from pathlib import Path

from playwright.sync_api import expect
from watching import sign_in

MANAGE_ALL = Path(__file__).parents[2] / "manage_all.sh"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([MANAGE_ALL, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_signs_in_by_a_browser_and_calls_with_it(person):
    page = person()
    with subprocess.Popen([MANAGE_ALL, "login"], stdout=subprocess.PIPE, text=True) as terminal:
        page.goto(terminal.stdout.readline().removeprefix("Open ").strip())
        sign_in(page, "alice")
        page.get_by_role("button", name="Yes").click()
        expect(page.locator("body")).to_contain_text("Device Login Successful")

        assert terminal.wait(30) == 0

    me = run("call", "GET", "/api/me/")
    assert json.loads(me.stdout)["client"] == "cli"
    assert json.loads(run("call", "GET", "billing/api/me/").stdout)["username"] == "alice"
    assert run("call", "POST", "/api/products/", "{}").returncode == 1


def test_says_what_to_do_where_nobody_has_signed_in(tmp_path, monkeypatch):
    monkeypatch.setenv("COATCHECK_STATE", str(tmp_path))

    refused = run("call", "GET", "/api/me/")

    assert refused.returncode == 1
    assert "./manage_all.sh login" in refused.stderr
