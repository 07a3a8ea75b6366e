"""The main path over HTTPS, on a stack of its own whose authority was made for it."""

import base64
import hashlib
import os
import ssl
import stat
import subprocess
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import expect
from watching import is_ended_within, visit

from beside import free_port
from conftest import PATIENCE, SWITCHES, find_chromium

MANAGE_ALL = Path(__file__).parents[2] / "manage_all.sh"
PORTS = ("KEYCLOAK_PORT", "KEYCLOAK_MANAGEMENT_PORT", "CATALOG_PORT", "BILLING_PORT", "POSTGRES_PORT")


@pytest.fixture(scope="module")
def state(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("s")


@pytest.fixture(scope="module")
def manage(state):
    """Give `manage("up")`: a command of a stack of the tests' own; it returns what the command prints."""
    foreign = ("CATALOG_", "BILLING_", "KEYCLOAK_", "POSTGRES_", "CA_FILE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment |= {name: str(free_port()) for name in PORTS} | {"COATCHECK_STATE": str(state)}

    def run(*arguments: str) -> str:
        done = subprocess.run([MANAGE_ALL, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    yield run
    run("down")


def read_book(manage) -> dict[str, str]:
    return dict(line.split("=", 1) for line in manage("env").splitlines())


@pytest.fixture
def https(manage):
    """Give the address book of the stack, which serves over HTTPS."""
    manage("up", "--tls")
    return read_book(manage)


@pytest.fixture
def page(https, state, playwright):
    """Give a page of a Chromium that trusts this stack's one key, and no other than the usual ones."""
    certificate = load_pem_x509_certificate((state / "tls" / "server.pem").read_bytes())
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(public).digest()).decode()
    switches = [*SWITCHES, f"--ignore-certificate-errors-spki-list={pin}"]
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=switches)
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    browser.close()


def test_serves_everything_over_https_that_its_authority_vouches_for(https, manage):
    trust = ssl.create_default_context(cafile=https["CA_FILE"])
    token = manage("token", "alice").strip()

    with httpx.Client(verify=trust, trust_env=False) as client:
        metadata = client.get(f"{https['ISSUER']}/.well-known/openid-configuration").json()
        me = client.get(f"{https['CATALOG_URL']}/api/me/", headers={"Authorization": f"Bearer {token}"})

    assert https["ISSUER"].startswith("https://")
    assert metadata["issuer"] == https["ISSUER"]
    assert (me.status_code, me.headers.get("Strict-Transport-Security")) == (200, None)


def test_keeps_the_keys_to_its_owner(https, state):
    for key in (state / "tls").glob("*-key.pem"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_signs_in_and_out_with_cookies_that_leave_only_by_https(https, page):
    visit(page, f"{https['CATALOG_URL']}/api/me/", "alice")
    ours = [each for each in page.context.cookies(https["CATALOG_URL"]) if "catalog_" in each["name"]]

    assert ours
    assert all(each["secure"] and each["name"].startswith("__Host-") for each in ours)
    page.goto(f"{https['BILLING_URL']}/api/me/")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert is_ended_within(page, f"{https['CATALOG_URL']}/api/me/", seconds=3)


def test_goes_back_to_plain_http_on_the_same_data(https, manage):
    manage("up")

    token = manage("token", "alice").strip()
    catalog = read_book(manage)["CATALOG_URL"]
    me = httpx.get(f"{catalog}/api/me/", headers={"Authorization": f"Bearer {token}"}, trust_env=False)

    assert catalog == https["CATALOG_URL"].replace("https://", "http://")
    assert me.json()["username"] == "alice"
    assert "as realm-export.json says" in manage("realm", "diff")
