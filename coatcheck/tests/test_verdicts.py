from dataclasses import replace

import pytest
from test_principal import CLAIMS, POLICY

from coatcheck.principal import Principal
from coatcheck.verdicts import Verdict, Verdicts, digest_of

NOW = 1000.0
PRINCIPAL = Principal.from_claims(CLAIMS, POLICY)


@pytest.fixture
def verdicts():
    return Verdicts(size=4)


@pytest.fixture
def keep(verdicts):
    def keep(token, version=1, claims=CLAIMS):
        return verdicts.keep(digest_of(token), Verdict(PRINCIPAL, claims), version, NOW)

    return keep


@pytest.fixture
def find(verdicts):
    return lambda token, version=1, now=NOW: verdicts.find(digest_of(token), version, now)


def test_remembers_a_verdict(find, keep):
    verdict = keep("token")

    assert find("token") is verdict
    assert find("other") is None


@pytest.mark.parametrize(("later", "found"), [(59.9, True), (60, False), (-1, False)])
def test_forgets_a_verdict_after_a_minute(find, keep, later, found):
    keep("token")

    assert (find("token", now=NOW + later) is not None) is found


def test_forgets_a_verdict_when_its_token_ends(find, keep):
    keep("token", claims=replace(CLAIMS, expires_at=NOW + 10))

    assert find("token", now=NOW + 9.9) is not None
    assert find("token", now=NOW + 10) is None


def test_drops_verdicts_reached_under_other_keys(find, keep):
    keep("token")

    assert find("token", 2) is None


def test_holds_no_more_than_its_size(find, keep):
    for number in range(100):
        keep(f"token-{number}")

    assert sum(find(f"token-{number}") is not None for number in range(100)) <= 4
    assert find("token-99") is not None


def test_keeps_what_is_used_when_others_come(find, keep):
    keep("used")
    for number in range(10):
        keep(f"token-{number}")
        assert find("used") is not None


def test_keeps_no_token_and_takes_any_text(verdicts, find, keep):
    keep("canary\ud800")

    assert find("canary\ud800") is not None
    assert "canary" not in repr(vars(verdicts))


def test_fills_up_to_its_size_and_no_further(verdicts, keep):
    held = []
    for number in range(20):
        keep(f"token-{number}")
        held.append(len(verdicts._recent) + len(verdicts._older))

    assert held[:6] == [1, 2, 3, 4, 3, 4]
    assert max(held) == 4


def test_an_odd_size_is_rounded_down():
    assert Verdicts(size=5)._half == 2


def test_counts_what_it_found_and_what_it_did_not(verdicts, find, keep):
    keep("token")
    assert (verdicts.hits, verdicts.misses) == (0, 0)

    for token in ("token", "token", "other", "another", "third"):
        find(token)

    assert (verdicts.hits, verdicts.misses) == (2, 3)
