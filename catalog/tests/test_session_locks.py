"""On a real PostgreSQL: while a session is being renewed, who need not wait for that does not."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from coatcheck.django import login_wiring, session
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


def serving(work):
    try:
        return work()
    finally:
        connections.close_all()


def elsewhere(work):
    """Return what this returns to another request, or fail where it waits for ours."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(serving, work).result(LIMIT)
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


def test_a_sign_out_waits_and_ends_what_the_renewal_brings(signed_in, provider):
    """What it read before would be a refresh token that is dead by then, and the new one would live on."""
    held = Held.unsealed(signed_in.sealed)
    renewed = replace(held, tokens=replace(held.tokens, refresh="hush, anew"))

    with ThreadPoolExecutor(1) as pool:
        with renewing(signed_in):
            ending = pool.submit(serving, lambda: session.take(key=signed_in.key))
            wait_for_whom_we_block()
            session.keep(signed_in, renewed)
        [ended] = ending.result(LIMIT)

    assert ended.tokens.refresh == "hush, anew"
    assert not LoginSession.objects.exists()


def wait_for_whom_we_block():
    end = time.monotonic() + LIMIT
    with connections["default"].cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
            time.sleep(0.01)
    pytest.fail("nobody waits for the renewal")
