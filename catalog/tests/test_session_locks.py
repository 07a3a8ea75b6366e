"""On a real PostgreSQL: while a session is being renewed, who need not wait for that does not."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from coatcheck.django import login_wiring
from coatcheck.django.models import LoginSession, Revocation
from coatcheck.django.session import Held
from coatcheck.id_token import IdToken
from coatcheck.openid import Tokens
from coatcheck.testing.readiness import wait_for_keys

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "application/x-www-form-urlencoded"
LIMIT = 20.0


@pytest.fixture
def provider(realm, settings):
    """Give the realm that catalog's people sign in at."""
    realm.audience = "catalog"
    login = {"LOGIN_CLIENT_ID": "catalog-web", "LOGIN_CLIENT_SECRET": "hush"}
    feed = {"FEED_CLIENT_ID": "realm-watcher", "FEED_CLIENT_SECRET": "hush"}
    settings.COATCHECK = {**settings.COATCHECK, "ISSUER": realm.issuer, **login, **feed}
    wait_for_keys()
    return realm


@pytest.fixture
def signed_in(provider):
    """Give a session of alice's whose token is to be renewed soon, and is good all the same."""
    now = time.time()
    tokens = Tokens(access=provider.issue(sid="s-1"), expires_at=now + 10, refresh="hush")
    sealed = Held(tokens, IdToken(provider.issuer, "alice", frozenset({"catalog-web"}), now, "s-1")).sealed()
    who = {"issuer": provider.issuer, "subject": "alice", "session_id": "s-1"}
    return LoginSession.objects.create(key="k-1", expires_at=timezone.now(), sealed=sealed, **who)


@contextmanager
def renewing(row):
    """Hold what a renewal holds while the realm answers."""
    with transaction.atomic():
        LoginSession.objects.select_for_update().get(key=row.key)
        yield


def elsewhere(work):
    """Return what this returns to another request, or fail where it waits for ours."""

    def serve():
        try:
            return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(serve).result(LIMIT)
    finally:
        pool.shutdown(wait=False)


def test_a_request_with_a_good_token_does_not_wait(signed_in, provider):
    with renewing(signed_in):
        principal = elsewhere(lambda: login_wiring.sessions().principal(signed_in))

    assert principal.claims.session_id == "s-1"
    assert provider.requests["token"] == 0


def test_a_logout_does_not_wait(signed_in, provider):
    form = f"logout_token={provider.issue_logout_token('catalog-web', sub='alice', sid='s-1')}"

    with renewing(signed_in):
        answer = elsewhere(lambda: Client().post("/oidc/backchannel-logout/", form, content_type=FORM))

    assert answer.status_code == 200
    assert Revocation.objects.get().key == "s-1"
