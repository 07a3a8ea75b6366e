"""Group K: keys under stress, on a catalog process whose realm is slow, dead, hanging, garbage, huge or rotating.

What needs a moved clock (K3, K5, a day of silence) is in the library's own tests.
"""

import time

import httpx
import pytest

from beside import ask_me, catalog_beside
from coatcheck.testing import Fault, StandInRealm, make_key


@pytest.fixture
def realm():
    with StandInRealm() as realm:
        realm.audience = "catalog"
        yield realm


@pytest.fixture
def catalog(realm, tmp_path):
    """Give a catalog that has the realm's keys."""
    with catalog_beside(realm, tmp_path) as url:
        assert wait_for(lambda: ask_me(url, realm.issue()).status_code == 200)
        yield url


def wait_for(condition, limit=15.0):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def stranger(realm, number=0):
    """Return a token whose key id nobody has heard of."""
    return realm.issue(headers={"kid": f"stranger-{number}"})


def settled(url, realm):
    """Return how often the realm was asked for keys, once no fetch is under way: a stranger's comes after all others."""
    assert wait_for(lambda: ask_me(url, stranger(realm)).status_code == 401)
    return realm.requests["keys"]


def check_unavailable(answer):
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "www-authenticate" not in answer.headers
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_accepts_the_realms_tokens_and_refuses_a_strangers(catalog, realm):
    assert ask_me(catalog, realm.issue()).json()["username"] == "alice"
    assert ask_me(catalog, stranger(realm)).status_code == 401


def test_s1_asks_for_no_key_for_a_token_that_no_key_could_save(catalog, realm):
    before = settled(catalog, realm)
    token = realm.issue(headers={"alg": "none", "kid": "stranger"})

    answers = [
        ask_me(catalog, bad).status_code for bad in (token, token.rpartition(".")[0] + ".", "a.b.c", "x" * 20_000)
    ]

    assert answers == [401, 401, 401, 401]
    assert realm.requests["keys"] == before


def test_k4_waits_for_the_realm_when_started_without_it(realm, tmp_path):
    realm.misbehave(Fault.DEAD)

    with catalog_beside(realm, tmp_path) as url:
        check_unavailable(ask_me(url, realm.issue()))
        assert httpx.get(f"{url}/readyz").status_code == 503
        assert httpx.get(f"{url}/livez").status_code == 200
        realm.mend()
        assert wait_for(lambda: ask_me(url, realm.issue()).status_code == 200), "K6: no restart is needed"
        assert wait_for(lambda: httpx.get(f"{url}/readyz").status_code == 200)


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.HANGING, Fault.ERROR, Fault.SLOW])
def test_k4b_calls_no_token_bad_because_the_realm_is(catalog, realm, fault):
    realm.misbehave(fault, "keys" if fault is not Fault.DEAD else None, delay=5)

    for number in range(5):
        check_unavailable(ask_me(catalog, stranger(realm, number)))

    assert ask_me(catalog, realm.issue()).status_code == 200


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.HTML, Fault.HUGE, Fault.DRIP, Fault.REDIRECT, Fault.EMPTY])
def test_k10_keeps_its_keys_over_an_unusable_answer(catalog, realm, fault):
    realm.misbehave(fault, "keys")

    check_unavailable(ask_me(catalog, stranger(realm)))

    assert ask_me(catalog, realm.issue()).status_code == 200
    assert realm.requests["elsewhere"] == 0, "it followed a redirection"


@pytest.mark.parametrize("fault", [Fault.EMPTY_OBJECT, Fault.EMPTY_KEYS])
def test_k10_keeps_its_keys_over_an_empty_set(catalog, realm, fault):
    realm.misbehave(fault, "keys")

    check_unavailable(ask_me(catalog, stranger(realm)))

    assert ask_me(catalog, realm.issue()).status_code == 200


def test_k6_recovers_without_a_restart(catalog, realm):
    realm.misbehave(Fault.ERROR, "keys")
    check_unavailable(ask_me(catalog, stranger(realm)))
    realm.mend()

    assert wait_for(lambda: ask_me(catalog, stranger(realm)).status_code == 401)


def test_k7_accepts_a_new_key_at_once_after_one_fetch(catalog, realm):
    before = settled(catalog, realm)
    realm.rotate("second")

    assert ask_me(catalog, realm.issue()).status_code == 200
    assert realm.requests["keys"] == before + 1


def test_k8_lets_a_withdrawn_key_die_with_its_verdicts_and_stay_dead(catalog, realm, tmp_path):
    stolen = realm.keys[0]
    token = realm.issue(key=stolen)
    assert ask_me(catalog, token).status_code == 200
    realm.rotate("fresh")
    realm.withdraw(stolen)
    assert ask_me(catalog, realm.issue()).status_code == 200  # the unknown key makes it look

    assert ask_me(catalog, token).status_code == 401
    realm.keys.append(stolen)
    assert ask_me(catalog, stranger(realm)).status_code == 401
    assert ask_me(catalog, token).status_code == 401, "the realm lists it again, and it stays dead"
    realm.misbehave(Fault.DEAD)
    with catalog_beside(realm, tmp_path) as born_in_the_outage:
        assert wait_for(lambda: ask_me(born_in_the_outage, realm.issue()).status_code == 200), "keys outlive a restart"
        assert ask_me(born_in_the_outage, token).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://169.254.169.254/latest/meta-data/"},
        {"jwks_uri": "gopher://127.0.0.1/"},
        {"jwks_uri": None},
        {"jwks_uri": ["http://127.0.0.1/"]},
        {"issuer": "https://evil.example/realms/test"},
        {"issuer": None},
    ],
)
def test_k11_fetches_no_keys_by_metadata_that_lie(realm, tmp_path, change):
    realm.metadata_changes = change

    with catalog_beside(realm, tmp_path) as url:
        check_unavailable(ask_me(url, realm.issue()))
        assert httpx.get(f"{url}/readyz").status_code == 503

    assert realm.requests["keys"] == 0


def test_k12_takes_no_symmetric_weak_or_private_key_from_a_key_set(realm, tmp_path):
    attacker = make_key("private")
    realm.extra_keys += [
        {"kty": "oct", "kid": "oct", "alg": "HS256", "use": "sig", "k": "c2VjcmV0"},
        attacker.jwk(d="AQAB"),
        make_key("enc-only").jwk(use="enc"),
    ]

    with catalog_beside(realm, tmp_path) as url:
        assert wait_for(lambda: ask_me(url, realm.issue()).status_code == 200)
        for key in (attacker, make_key("enc-only")):
            assert ask_me(url, realm.issue(key=key)).status_code == 401
