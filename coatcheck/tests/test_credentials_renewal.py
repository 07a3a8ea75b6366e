import threading

import pytest
from clocks import wait_until

from coatcheck.errors import RealmUnavailable
from coatcheck.testing import Fault


def test_renews_a_token_before_it_ends(realm, credentials, clock):
    first = credentials.token()
    clock.move(239)
    assert credentials.token() == first
    clock.move(1)

    assert credentials.token() != first
    assert realm.requests["token"] == 2


def test_goes_on_with_a_living_token_while_somebody_renews_it(realm, credentials, clock):
    first = credentials.token()
    clock.move(250)
    realm.misbehave(Fault.HANGING, "token")
    renewing = threading.Thread(target=credentials.token)
    renewing.start()
    wait_until(lambda: realm.requests["token"] == 2)

    assert credentials.token() == first
    realm.mend()
    renewing.join()


def test_goes_on_with_a_living_token_when_it_cannot_be_renewed(realm, credentials, clock):
    first = credentials.token()
    realm.misbehave(Fault.DEAD)
    clock.move(299)
    assert credentials.token() == first
    clock.move(1)

    with pytest.raises(RealmUnavailable):
        credentials.token()


def test_fetches_anew_a_token_that_was_refused(realm, credentials):
    first, other = credentials.token(), credentials.token("a:read")

    credentials.forget(first)

    assert credentials.token() != first
    assert credentials.token("a:read") == other


def test_forgetting_a_token_that_is_gone_does_no_harm(credentials):
    credentials.forget("unknown")

    assert credentials.token()
