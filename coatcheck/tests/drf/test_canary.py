import logging

import pytest
from django.core.cache import cache
from django.db import connection

from coatcheck.django import exposition, once
from coatcheck.testing.faults import Fault

CANARY = "canary-4f1d9c"


@pytest.fixture
def tokens(realm):
    """Give tokens that fail in every way, each with the canary in what a log might be tempted to show."""
    marked = {"headers": {"kid": f"{CANARY}-kid"}, "jti": CANARY}
    good = realm.issue(scope="orders:read", jti=CANARY, username=CANARY)
    return [
        good,
        realm.issue(**marked),
        realm.issue(audience=CANARY),
        realm.issue(iss="https://elsewhere.example.com", jti=CANARY),
        realm.issue(expires_in=-60, jti=CANARY),
        realm.issue(typ=CANARY),
        realm.issue(headers={"crit": [CANARY]}),
        realm.issue(scope=CANARY),
        realm.issue(without=["sub"], jti=CANARY),
        good[:-8] + "AAAAAAAA",
        f"{CANARY}.{CANARY}.{CANARY}",
        CANARY * 2000,
    ]


def credentials(token):
    """Give every way to send a token, right and wrong."""
    yield "", {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    yield "", {"HTTP_AUTHORIZATION": f"Bearer  {token}"}
    yield "", {"HTTP_AUTHORIZATION": f"Bearer {token},Bearer {token}"}
    yield "", {"HTTP_AUTHORIZATION": f"Basic {token}"}
    yield f"?access_token={token}", {}


def answers(orders, tokens):
    for token in tokens:
        for query, headers in credentials(token):
            for path in ("/api/orders/change/", "/api/both/", "/api/fresh/", "/api/explode/", "/api/nowhere/"):
                yield orders.get(f"{path}{query}", **headers)


@pytest.mark.parametrize("fault", [None, Fault.DEAD, Fault.GARBAGE])
@pytest.mark.django_db
def test_a_token_appears_nowhere(orders, realm, tokens, caplog, fault):
    orders.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    if fault is not None:
        realm.misbehave(fault)
        once.reset()

    texts = [answer.content.decode() + str(answer.headers) for answer in answers(orders, tokens)]

    texts += [logging.Formatter().format(record) + str(vars(record)) for record in caplog.records if is_ours(record)]
    texts += [exposition.write_exposition()[0].decode(), str(vars(cache).get("_cache")), dump()]
    secrets = {CANARY, *(part for token in tokens for part in token.split(".") if len(part) > 40)}
    assert [secret for secret in secrets if any(secret in text for text in texts)] == []


def is_ours(record):
    """Django's own log of a request hangs the request itself on the record; its text is what reaches a log."""
    vars(record).pop("request", None)
    return True


def dump():
    """Return every row of the database as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)
