"""Group K, volume: a flood of unknown key ids, with the realm well and with the realm hanging. CVE-2026-48524."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from beside import ask_me, catalog_beside
from coatcheck.testing import Fault, StandInRealm

FLOOD, SECONDS = 1000, 10
QUICK = 0.05


@pytest.fixture
def realm():
    with StandInRealm() as realm:
        realm.audience = "catalog"
        yield realm


@pytest.fixture
def catalog(realm, tmp_path):
    with catalog_beside(realm, tmp_path) as url:
        while ask_me(url, realm.issue()).status_code != 200:
            time.sleep(0.05)
        yield url


def flood(url, realm):
    """Send a thousand strangers over ten seconds, and a known caller all the while.

    Return the statuses of the strangers, and (status, seconds) of each of the known caller's requests.
    """
    strangers = [realm.issue(headers={"kid": f"flood-{number}"}) for number in range(FLOOD)]
    known, started = realm.issue(), time.perf_counter()

    def send(number):
        time.sleep(max(0.0, started + number * SECONDS / FLOOD - time.perf_counter()))
        return ask_me(url, strangers[number]).status_code

    def keep_asking():
        answers = []
        while time.perf_counter() < started + SECONDS:
            begun = time.perf_counter()
            answers.append((ask_me(url, known).status_code, time.perf_counter() - begun))
            time.sleep(0.02)
        return answers

    with ThreadPoolExecutor(17) as pool:
        asking = pool.submit(keep_asking)
        return list(pool.map(send, range(FLOOD))), asking.result()


def check_untouched(answers):
    """Nearly every answer of a hundred is quick, and none waited for a fetch: then it would have taken 250 ms."""
    assert {status for status, _ in answers} == {200}
    seconds = sorted(each for _, each in answers)
    assert seconds[len(seconds) * 99 // 100] < QUICK, seconds[-10:]


def test_k1_fetches_four_times_at_most_for_a_thousand_unknown_key_ids(catalog, realm):
    before = realm.requests["keys"]

    strangers, known = flood(catalog, realm)

    assert realm.requests["keys"] - before <= 4
    assert set(strangers) == {401}
    check_untouched(known)


def test_k2_lets_no_valid_request_wait_while_the_realm_hangs(catalog, realm):
    realm.misbehave(Fault.HANGING, "keys")

    strangers, known = flood(catalog, realm)

    assert set(strangers) <= {401, 503}
    assert strangers[-1] == 503
    check_untouched(known)
