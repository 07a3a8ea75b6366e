from dataclasses import replace

import pytest

from coatcheck import claims as module
from coatcheck.claims import RULES, check_claims, read_claims
from coatcheck.config import Policy
from coatcheck.errors import InvalidToken, Reason

NOW = 1_000_000.0
POLICY = Policy("https://id.example/realms/acme", "orders")


@pytest.fixture
def claims():
    return read_claims(
        {
            "iss": POLICY.issuer,
            "sub": "sub-1",
            "aud": "orders",
            "exp": NOW + 200,
            "iat": NOW - 100,
            "jti": "jti-1",
            "azp": "web",
            "typ": "Bearer",
        }
    )


def test_every_rule_there_is_is_checked():
    written = {each for name, each in vars(module).items() if name.startswith("check_")} - {check_claims}

    assert set(RULES) == written


def test_accepts_claims_that_keep_every_rule(claims):
    check_claims(claims, POLICY, NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"issuer": POLICY.issuer + "/"}, Reason.WRONG_ISSUER),
        ({"issuer": POLICY.issuer[:-1]}, Reason.WRONG_ISSUER),
        ({"issuer": POLICY.issuer.upper()}, Reason.WRONG_ISSUER),
        ({"audience": frozenset()}, Reason.WRONG_AUDIENCE),
        ({"audience": frozenset({"order", "orders ", "account"})}, Reason.WRONG_AUDIENCE),
        ({"payload_type": "ID"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"payload_type": "bearer"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"payload_type": None}, Reason.WRONG_PAYLOAD_TYPE),
        ({"expires_at": NOW - 30}, Reason.EXPIRED),
        ({"issued_at": NOW + 31}, Reason.NOT_YET_VALID),
        ({"not_before": NOW + 31}, Reason.NOT_YET_VALID),
        ({"issued_at": NOW - 3401}, Reason.LIFETIME_TOO_LONG),
        ({"expires_at": NOW + 315_360_000}, Reason.LIFETIME_TOO_LONG),
    ],
)
def test_refuses_claims_that_break_one_rule(claims, changes, reason):
    with pytest.raises(InvalidToken) as refused:
        check_claims(replace(claims, **changes), POLICY, NOW)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW - 29},
        {"expires_at": NOW},
        {"issued_at": NOW + 30},
        {"not_before": NOW + 30},
        {"not_before": 0},
        {"issued_at": NOW - 3400},
        {"audience": frozenset({"billing", "orders"})},
    ],
)
def test_accepts_claims_at_the_edge(claims, changes):
    check_claims(replace(claims, **changes), POLICY, NOW)


def test_asks_for_no_payload_type_where_tokens_have_none(claims):
    check_claims(replace(claims, payload_type=None), replace(POLICY, payload_type=None), NOW)


def test_every_rule_says_what_it_asks():
    assert all(rule.__doc__ for rule in RULES)
