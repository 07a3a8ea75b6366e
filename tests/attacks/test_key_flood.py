"""Group K, volume: a flood of unknown key ids, with the realm well and with the realm hanging. CVE-2026-48524."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlsplit

import pytest

from beside import catalog_beside, wait_until_answered
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
        wait_until_answered(url, realm.issue, 200)
        # A stranger is answered after every fetch that was under way, so none is counted with the flood's.
        wait_until_answered(url, lambda: realm.issue(headers={"kid": "first"}), 401)
        yield url


def ask_quickly(url, token):
    """Return status and seconds. By the standard library's client, which costs this process a tenth of httpx's time."""
    started = time.perf_counter()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request("GET", "/api/me/", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status, time.perf_counter() - started
    finally:
        connection.close()


def flood(url, realm):
    """Send a thousand strangers over ten seconds, and a known caller all the while.

    Return the strangers' answers, the known caller's, each as (status, seconds), and how many seconds it took.
    """
    strangers = [realm.issue(headers={"kid": f"flood-{number}"}) for number in range(FLOOD)]
    known, started = realm.issue(), time.perf_counter()
    done = Event()

    def send(number):
        time.sleep(max(0.0, started + number * SECONDS / FLOOD - time.perf_counter()))
        return ask_quickly(url, strangers[number])

    def keep_asking():
        answers = []
        while not done.wait(0.02):
            answers.append(ask_quickly(url, known))
        return answers

    with ThreadPoolExecutor(9) as pool:
        asking = pool.submit(keep_asking)
        answers = list(pool.map(send, range(FLOOD)))
        done.set()
        return answers, asking.result(), time.perf_counter() - started


def check_untouched(answers):
    """Nearly every answer of a hundred is quick, and none waited for a fetch: then it would have taken 250 ms."""
    assert {status for status, _ in answers} == {200}
    seconds = sorted(each for _, each in answers)
    assert seconds[len(seconds) * 99 // 100] < QUICK, seconds[-10:]


def test_k1_fetches_four_times_at_most_for_a_thousand_unknown_key_ids(catalog, realm):
    before = realm.requests["keys"]

    strangers, known, seconds = flood(catalog, realm)

    assert realm.requests["keys"] - before <= 3 + seconds // 10
    assert {status for status, _ in strangers} == {401}
    check_untouched(known)


def test_k2_lets_no_valid_request_wait_while_the_realm_hangs(catalog, realm):
    realm.misbehave(Fault.HANGING, "keys")

    strangers, known, _ = flood(catalog, realm)

    assert {status for status, _ in strangers} <= {401, 503}
    assert strangers[-1][0] == 503
    check_untouched(known)
