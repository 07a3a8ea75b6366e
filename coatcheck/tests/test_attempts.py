from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from clocks import Clock, wait_until

from coatcheck.attempts import Attempts
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def attempts(clock):
    return Attempts(at_once=2, pause=10, clock=clock)


def fail(attempts):
    with pytest.raises(RealmUnavailable, match="away"), attempts.attempt():
        raise RealmUnavailable("away")


def is_made(attempts):
    try:
        with attempts.attempt():
            return True
    except RealmUnavailable:
        return False


def test_makes_one_after_another(attempts):
    assert [is_made(attempts) for _ in range(5)] == [True] * 5


def test_makes_none_soon_after_a_failure(attempts, clock):
    fail(attempts)
    clock.move(9.9)

    assert not is_made(attempts)


def test_tries_again_after_the_pause(attempts, clock):
    fail(attempts)
    clock.move(10)

    assert is_made(attempts)
    assert is_made(attempts)


def test_a_refusal_is_no_failure(attempts):
    with pytest.raises(InvalidToken), attempts.attempt():
        raise InvalidToken(Reason.INACTIVE)

    assert is_made(attempts)


def test_makes_no_more_at_once_than_it_may(attempts):
    with attempts.attempt(), attempts.attempt():
        assert not is_made(attempts)
    assert is_made(attempts)


def test_one_alone_tries_after_the_pause(attempts, clock):
    fail(attempts)
    clock.move(10)

    with attempts.attempt():
        assert not is_made(attempts)


def test_waits_for_its_turn(clock):
    attempts, is_in, go = Attempts(at_once=1, wait=5, clock=clock), Event(), Event()

    def hold():
        with attempts.attempt():
            is_in.set()
            go.wait(5)

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert is_in.wait(5)
        waiting = pool.submit(is_made, attempts)
        go.set()

        assert waiting.result(5)
        holding.result(5)


def test_need_not_wait_where_others_do(clock):
    attempts = Attempts(at_once=1, wait=30, clock=clock)

    with attempts.attempt(), pytest.raises(RealmUnavailable), attempts.attempt(wait=0):
        pass


def test_who_waited_makes_none_when_the_one_before_failed(clock):
    attempts, is_in, go = Attempts(at_once=1, wait=5, clock=clock), Event(), Event()

    def hold():
        with attempts.attempt():
            is_in.set()
            go.wait(5)
            raise RealmUnavailable("away")

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert is_in.wait(5)
        waiting = pool.submit(is_made, attempts)
        wait_until(waiting.running)
        go.set()

        assert not waiting.result(5)
        with pytest.raises(RealmUnavailable):
            holding.result(5)


def test_calls_of_another_kind_fail_in_their_own_words(clock):
    attempts = Attempts(at_once=2, pause=10, unavailable=ConnectionError, clock=clock)
    with pytest.raises(ConnectionError, match="refused"), attempts.attempt():
        raise ConnectionError("refused")

    with pytest.raises(ConnectionError, match="a moment ago"), attempts.attempt():
        pytest.fail("a call was made")
