import os
import threading

import pytest
from clocks import wait_until

from coatcheck.errors import RealmUnavailable
from coatcheck.refreshing import Refresher, begin_anew_after_fork

LONG = 60.0


class Work:
    """What a refresher runs: counts, can be held up, and can fail."""

    def __init__(self):
        self.count = 0
        self.error = None
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self):
        self.count += 1
        assert self.gate.wait(5)
        if self.error:
            raise self.error


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def refresher(work):
    refresher = Refresher(work, lambda: LONG)
    yield refresher
    work.gate.set()
    refresher.close()


def test_fetches_in_a_thread_that_starts_when_asked(refresher, work):
    assert refresher._thread is None
    assert refresher.failing is False

    number = refresher.ask()

    assert refresher.wait(number, 5)
    assert (work.count, refresher.fetches, refresher.failures, refresher.failing) == (1, 1, 0, False)
    assert not refresher.busy


def test_its_thread_is_named_and_keeps_no_process_alive(refresher):
    refresher.wait(refresher.ask(), 5)

    assert (refresher._thread.name, refresher._thread.daemon) == ("coatcheck-keys", True)


def test_many_who_ask_share_one_fetch_and_one_payment(refresher, work):
    work.gate.clear()
    refresher.ask()
    wait_until(lambda: work.count == 1)
    paid = []

    numbers = {refresher.ask(lambda: paid.append(1) or True) for _ in range(20)}
    work.gate.set()

    assert numbers == {2}
    assert paid == [1]
    assert refresher.wait(2, 5)
    assert work.count == 2


def test_who_joins_takes_the_fetch_under_way(refresher, work):
    work.gate.clear()
    refresher.ask()
    wait_until(lambda: work.count == 1)

    assert refresher.ask(lambda: False, join=True) == 1
    assert refresher.ask(lambda: False) is None


def test_who_does_not_pay_gets_nothing(refresher, work):
    assert refresher.ask(lambda: False) is None
    assert work.count == 0


def test_one_waits_and_the_others_do_not(refresher, work):
    work.gate.clear()
    number = refresher.ask()
    waited = []
    first = threading.Thread(target=lambda: waited.append(refresher.wait(number, 5)))
    first.start()
    wait_until(refresher._waiting.locked)

    assert refresher.wait(number, 5) is None
    work.gate.set()
    first.join()
    assert waited == [True]


def test_waits_no_longer_than_its_patience(refresher, work):
    work.gate.clear()

    assert refresher.wait(refresher.ask(), 0.01) is False


def test_counts_failures_and_goes_on(refresher, work):
    work.error = RealmUnavailable("nobody there")
    assert refresher.wait(refresher.ask(), 5)
    assert (refresher.failing, refresher.failures) == (True, 1)
    assert refresher.wait(refresher.ask(), 5)
    assert refresher.failures == 2
    work.error = None

    assert refresher.wait(refresher.ask(), 5)
    assert (refresher.failing, refresher.fetches, refresher.failures) == (False, 3, 2)


def test_survives_an_unforeseen_fault_and_tells_it(refresher, work, caplog):
    work.error = LookupError("broken store")
    assert refresher.wait(refresher.ask(), 5)
    assert refresher.failing
    assert "broken store" in caplog.text
    work.error = None

    assert refresher.wait(refresher.ask(), 5)
    assert not refresher.failing


def test_fetches_by_itself_after_each_pause(work):
    refresher = Refresher(work, lambda: 0.001)
    refresher.ask()

    wait_until(lambda: work.count >= 5)
    refresher.close()


def test_who_joins_takes_a_fetch_that_began_by_itself(work):
    pauses = [LONG, 0.001, LONG]

    def pause_and_hold_up_the_next():
        work.gate.clear()
        return pauses.pop(0)

    refresher = Refresher(work, pause_and_hold_up_the_next)
    refresher.ask()
    wait_until(lambda: work.count == 1)
    work.gate.set()
    wait_until(lambda: work.count == 2)

    assert refresher.busy
    assert refresher.ask(lambda: False, join=True) == 2
    work.gate.set()
    refresher.close()


def test_ends_its_thread_and_starts_it_again(refresher, work):
    refresher.wait(refresher.ask(), 5)
    thread = refresher._thread
    refresher.close()
    assert not thread.is_alive()

    assert refresher.wait(refresher.ask(), 5)
    assert work.count == 2


def test_closing_what_never_started_does_no_harm(refresher):
    refresher.close()


def test_forgets_a_thread_that_did_not_survive_a_fork(refresher, work):
    refresher.wait(refresher.ask(), 5)
    refresher.close()

    begin_anew_after_fork()

    assert refresher._thread is None
    assert refresher.wait(refresher.ask(), 5)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_starts_a_thread_of_its_own_in_a_forked_child(refresher, work):
    work.gate.clear()
    refresher.ask()
    wait_until(lambda: work.count == 1)
    child = os.fork()
    if child == 0:
        work.gate = threading.Event()  # the other's lock may be held by a thread that is not here
        work.gate.set()
        os._exit(0 if refresher.wait(refresher.ask(), 5) and refresher.fetches == 2 else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
