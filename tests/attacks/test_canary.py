"""Group O: a token that is sent through every failure path is written down nowhere."""

import subprocess
import uuid

import pytest

from coatcheck.testing import encode_part, make_key
from parts import state
from rows import dump
from wire import send_raw


@pytest.fixture(scope="module")
def canary():
    """Give a text that stands in every token of this file, in the clear and inside the base64 of its parts."""
    return f"canary-{uuid.uuid4().hex}"


def spoilt_tokens(forger, service, canary):
    """Return tokens for each way of being refused, and some that are accepted and then lack a scope or role."""
    named = {"jti": canary, "subject": canary, "username": canary, "sid": canary}
    ways = [
        {},
        {"scope": ""},
        {"scope": canary},
        {"roles": [canary]},
        {"audience": canary},
        {"iss": canary},
        {"azp": canary, "client_id": "other"},
        {"issued_at": 1},
        {"payload_type": canary},
        {"typ": canary},
        {"headers": {"kid": canary}},
        {"headers": {"alg": canary}},
        {"headers": {"crit": [canary]}},
        {"key": make_key("attacker"), "headers": {"kid": forger.keys[0].key_id}},
    ]
    return [forger.issue_for(service, **(named | way)) for way in ways] + [canary, f"{canary}.{canary}.{canary}"]


def send_everywhere(http, service, token):
    """Send the token to every kind of path, in every place where it may and may not stand."""
    bearer = {"Authorization": f"Bearer {token}"}
    for url in (service.me, service.read, service.public, f"{service.url}/", f"{service.url}/revocations/"):
        http.get(url, headers=bearer)
    http.post(service.write, headers=bearer | {"Idempotency-Key": token[:40]}, json={"x": token})
    http.get(service.me, params={"access_token": token})
    http.get(service.me, headers={"Authorization": f"Bearer {token}, Bearer {token}"})
    http.get(service.me, headers={"Authorization": f"bearer  {token}", "Cookie": f"{service.name}_session={token}"})
    http.get(f"{service.url}/oidc/callback/", params={"state": token, "code": token, "id_token": token})
    http.post(f"{service.url}/oidc/backchannel-logout/", data={"logout_token": token})
    send_raw(service.me, f"Authorization: Bearer {token}\x80".encode("latin-1"))


@pytest.fixture(scope="module")
def secrets(http, services, forger, canary):
    """Send canaries to both services, and give the parts of them that only a leak could show.

    A signature, and the base64 of the payload, are as good as the token; the words inside it are only words.
    """
    sent = []
    for service in services.values():
        for token in spoilt_tokens(forger, service, canary):
            send_everywhere(http, service, token)
            sent.append(token)
    return {part for token in sent for part in token.split(".")[1:] if len(part) > 60} | {encode_part(canary)}


def test_the_logs_of_every_part_hold_no_token(secrets):
    texts = {path.name: path.read_text(errors="replace") for path in (state() / "logs").iterdir() if path.is_file()}

    assert texts["catalog.log"]
    assert [name for name, text in texts.items() if any(secret in text for secret in secrets)] == []


@pytest.mark.parametrize("name", ["catalog", "billing"])
def test_no_database_row_holds_a_token(book, secrets, name):
    tables = dump(book[f"{name.upper()}_DATABASE_URL"])

    assert tables["public.coatcheck_keyset"]
    assert [table for table, rows in tables.items() if any(secret.encode() in rows for secret in secrets)] == []


def test_no_metric_holds_a_token(http, service, secrets, canary):
    metrics = http.get(f"{service.url}/metrics").text

    assert "coatcheck_requests_total" in metrics
    assert canary not in metrics
    assert not any(secret in metrics for secret in secrets)


def test_no_process_shows_a_secret_in_its_arguments(book):
    shown = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout

    for name in ("CATALOG_CLIENT_SECRET", "BILLING_CLIENT_SECRET", "KEYCLOAK_ADMIN_PASSWORD"):
        assert book[name] not in shown
