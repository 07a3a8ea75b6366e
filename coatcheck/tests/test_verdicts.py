from dataclasses import replace

import pytest
from test_principal import CLAIMS, POLICY

from coatcheck.principal import Principal
from coatcheck.verdicts import Verdicts

NOW = 1000.0
PRINCIPAL = Principal.from_claims(CLAIMS, POLICY)


@pytest.fixture
def verdicts():
    return Verdicts(size=4)


@pytest.fixture
def keep(verdicts):
    return lambda token, version=1, claims=CLAIMS: verdicts.keep(token, PRINCIPAL, claims, version, NOW)


def test_remembers_a_verdict(verdicts, keep):
    verdict = keep("token")

    assert verdicts.find("token", 1, NOW) is verdict
    assert verdicts.find("other", 1, NOW) is None


@pytest.mark.parametrize(("later", "found"), [(59.9, True), (60, False), (-1, False)])
def test_forgets_a_verdict_after_a_minute(verdicts, keep, later, found):
    keep("token")

    assert (verdicts.find("token", 1, NOW + later) is not None) is found


def test_forgets_a_verdict_when_its_token_ends(verdicts, keep):
    keep("token", claims=replace(CLAIMS, expires_at=NOW + 10))

    assert verdicts.find("token", 1, NOW + 9.9) is not None
    assert verdicts.find("token", 1, NOW + 10) is None


def test_drops_verdicts_reached_under_other_keys(verdicts, keep):
    keep("token")

    assert verdicts.find("token", 2, NOW) is None


def test_holds_no_more_than_its_size(verdicts, keep):
    for number in range(100):
        keep(f"token-{number}")

    assert sum(verdicts.find(f"token-{number}", 1, NOW) is not None for number in range(100)) <= 4
    assert verdicts.find("token-99", 1, NOW) is not None


def test_keeps_what_is_used_when_others_come(verdicts, keep):
    keep("used")
    for number in range(10):
        keep(f"token-{number}")
        assert verdicts.find("used", 1, NOW) is not None


def test_keeps_no_token_and_takes_any_text(verdicts, keep):
    keep("canary\ud800")

    assert verdicts.find("canary\ud800", 1, NOW) is not None
    assert "canary" not in repr(vars(verdicts))
