"""Group K on the real realm: a key that comes is used at once, a key that goes is dead within two seconds."""

import base64
import hashlib
import time
import uuid

import pytest

from coatcheck.testing import SigningKey, make_key

BOUND = 2.0


@pytest.fixture
def import_key(admin):
    """Give `import_key()`: a new key in the realm's key set, and the id of its provider."""
    providers = []

    def make():
        made = make_key(f"stolen-{uuid.uuid4()}")
        key_id = base64.urlsafe_b64encode(hashlib.sha256(made.public_der()).digest()).rstrip(b"=").decode()
        config = {"priority": ["-100"], "enabled": ["true"], "active": ["true"], "privateKey": [made.private_pem()]}
        component = {"name": key_id, "providerId": "rsa", "providerType": "org.keycloak.keys.KeyProvider"}
        component |= {"parentId": admin.get("")["id"], "config": config}
        providers.append(admin.create("components", component))
        return SigningKey(key_id, "RS256", made.private), providers[-1]

    yield make
    known = {each["id"] for each in admin.get("components?type=org.keycloak.keys.KeyProvider")}
    for provider in known & set(providers):
        admin.call("DELETE", f"components/{provider}")


def ask_until(http, url, token, status, *, times=20, limit=15):
    """Return the seconds until this is the status, `times` in a row, on whichever worker."""
    started, good, last = time.monotonic(), 0, 0.0
    while good < times:
        same = http.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == status
        good = good + 1 if same else 0
        last = last if same else time.monotonic() - started
        assert last < limit
    return last


def test_k7_accepts_a_new_key_within_two_seconds_on_every_worker(http, service, forger, import_key):
    key, _ = import_key()

    assert ask_until(http, service.me, forger.issue_for(service, key=key), 200) < BOUND


def test_k8_refuses_a_withdrawn_key_within_two_seconds_on_every_worker(http, service, forger, import_key, admin):
    key, provider = import_key()
    token = forger.issue_for(service, key=key)
    ask_until(http, service.me, token, 200)

    admin.call("DELETE", f"components/{provider}")

    assert ask_until(http, service.me, token, 401) < BOUND
    assert http.get(service.me, headers={"Authorization": f"Bearer {forger.issue_for(service)}"}).status_code == 200
