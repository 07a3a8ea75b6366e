import pytest

from coatcheck.config import Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.introspection import Introspector
from coatcheck.self_check import check_introspection
from coatcheck.testing import Fault
from coatcheck.transport import Transport


@pytest.fixture
def check(realm):
    at, transport = Realm(realm.issuer), Transport()
    credentials = ClientCredentials(at, transport, "orders", "orders-secret")
    introspector = Introspector(Policy(realm.issuer, "orders"), at, transport, credentials)
    yield lambda scope="orders:read": check_introspection(credentials, introspector, scope)
    transport.close()


def test_all_is_well_where_the_realm_calls_our_own_token_active(check, caplog):
    assert check() is True
    assert not caplog.records


def test_finds_that_every_token_would_be_called_inactive(check, realm, caplog):
    realm.introspection_answer = {"active": False}

    assert check() is False
    assert caplog.records[0].levelname == "ERROR"


def test_finds_that_our_own_token_is_not_meant_for_us(check, caplog):
    assert check("billing:read") is False


def test_only_warns_where_the_realm_cannot_be_asked(check, realm, caplog):
    realm.misbehave(Fault.DEAD)

    assert check() is None
    assert [each.levelname for each in caplog.records] == ["WARNING"]
