"""Group I, second half: our own token, and another service that refuses it."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from beside import CLIENT
from coatcheck.testing import Fault
from refusals import check_refused, check_unavailable


@pytest.fixture
def shop(wide_open_shop):
    """The shop, which refuses nobody again after each test."""
    refuses = wide_open_shop.refuses
    yield wide_open_shop
    wide_open_shop.refuses = refuses


@pytest.fixture
def order(billing, realm):
    def ask(_=None):
        token = realm.issue(roles=["customer"], scope="billing:write")
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
        return CLIENT.post(billing, json={"lines": [{"product": str(uuid.uuid4()), "quantity": 1}]}, headers=headers)

    return ask


def test_i8_many_who_need_our_token_at_once_fetch_one(order, realm, shop):
    assert order().status_code == 201
    refused, fetched = shop.tokens[-1], realm.requests["token"]
    shop.refuses = lambda token: token == refused

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(order, range(40)))

    assert {each.status_code for each in answers} == {201}
    assert realm.requests["token"] == fetched + 1


def test_i9_a_token_that_another_service_refuses_is_fetched_once_more(order, realm, shop):
    assert order().status_code == 201
    fetched, asked = realm.requests["token"], len(shop.tokens)
    shop.refuses = bool

    check_unavailable(order())

    assert realm.requests["token"] == fetched + 1
    assert len(shop.tokens) == asked + 2


def test_the_other_service_never_sees_the_callers_token(order, realm, shop):
    order()

    claims = realm.issued[shop.tokens[-1]]
    assert (claims["azp"], claims["preferred_username"]) == ("billing", "service-account-billing")


def test_a_realm_that_gives_us_no_token_is_503(order, realm, shop):
    order()
    shop.refuses = bool
    realm.misbehave(Fault.ERROR, "token")

    check_unavailable(order())


def test_i13_a_token_for_one_service_is_no_good_at_the_other(services, sign_in, http):
    """The confused deputy: RFC 9068 section 5, RFC 8725 section 3.9."""
    for mine, other in (("catalog", "billing"), ("billing", "catalog")):
        token = sign_in("dave", f"{mine}:read {mine}:write")
        headers = {"Authorization": f"Bearer {token}"}
        assert http.get(services[mine].read, headers=headers).status_code == 200
        check_refused(http.get(services[other].read, headers=headers), 401, "invalid_token", token=token)
