import logging

import pytest
from django.test import Client

from coatcheck.django import once
from coatcheck.errors import Reason
from coatcheck.testing.faults import Fault


@pytest.fixture
def events(caplog):
    caplog.set_level(logging.INFO, logger="coatcheck.audit")
    return lambda: [record for record in caplog.records if record.name == "coatcheck.audit"]


def ask(path="/plain/read/", **headers):
    return Client().get(path, headers=headers)


def test_logs_one_event_for_a_refusal(project, bearer, events, realm):
    ask(**bearer(audience="billing", azp="shop"), **{"X-Request-ID": "r1"})

    (event,) = events()
    assert (event.event, event.status, event.reason) == ("refused", 401, Reason.WRONG_AUDIENCE)
    assert (event.issuer, event.client, event.request_id) == (realm.issuer, "shop", "r1")
    assert len(event.key_id_digest) == 16


def test_logs_a_missing_scope_with_the_client(project, bearer, events):
    ask(**bearer(azp="shop"))

    (event,) = events()
    assert (event.reason, event.client) == (Reason.MISSING_SCOPE, "shop")


def test_believes_no_word_of_a_token_that_nobody_signed(project, bearer, events):
    header = bearer(azp="shop")["Authorization"]

    ask(Authorization=header[:-8] + "AAAAAAAA")

    (event,) = events()
    assert event.reason == Reason.BAD_SIGNATURE
    assert (event.issuer, event.client) == ("", "")


def test_a_realm_that_cannot_be_asked_is_a_warning(project, bearer, events, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    ask(**bearer())

    (event,) = events()
    assert (event.levelname, event.event, event.status) == ("WARNING", "undecided", 503)


def test_a_request_without_a_credential_is_no_event(project, events):
    ask()

    assert events() == []


def test_an_accepted_request_is_no_event(project, bearer, events):
    ask(**bearer(scope="orders:read"))

    assert events() == []
