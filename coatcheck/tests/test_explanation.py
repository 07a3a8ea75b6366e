import pytest

from coatcheck.config import Policy, Realm
from coatcheck.errors import Reason
from coatcheck.explanation import explain
from coatcheck.keys import RemoteKeys
from coatcheck.remedies import REMEDIES
from coatcheck.testing.faults import Fault
from coatcheck.transport import Transport
from coatcheck.verifier import TokenVerifier


@pytest.fixture
def verifier(realm):
    transport = Transport()
    keys = RemoteKeys(Realm(realm.issuer), transport, patience=5.0)
    yield TokenVerifier(Policy(issuer=realm.issuer, audience="orders"), keys)
    keys.close()
    transport.close()


def failures(token, verifier):
    return [finding for finding in explain(token, verifier) if finding.passed is False]


def test_a_good_token_passes_every_rule(realm, verifier):
    findings = list(explain(realm.issue(), verifier))

    assert len(findings) > 15
    assert all(finding.passed for finding in findings)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"audience": "billing"}, Reason.WRONG_AUDIENCE),
        ({"iss": "https://elsewhere.example.com"}, Reason.WRONG_ISSUER),
        ({"expires_in": -60}, Reason.EXPIRED),
        ({"typ": "logout+jwt"}, Reason.WRONG_TYPE),
        ({"headers": {"crit": ["exp"]}}, Reason.FORBIDDEN_HEADER),
        ({"headers": {"alg": "none"}}, Reason.WRONG_ALGORITHM),
        ({"headers": {"kid": "elsewhere"}}, Reason.UNKNOWN_KEY),
        ({"without": ["sub"]}, Reason.MISSING_CLAIM),
        ({"without": ["header.kid"]}, Reason.MALFORMED_TOKEN),
        ({"expires_in": 10**6}, Reason.LIFETIME_TOO_LONG),
    ],
)
def test_names_what_is_wrong_and_what_mends_it(realm, verifier, spoilt, reason):
    found = failures(realm.issue(**spoilt), verifier)

    assert reason in {finding.reason for finding in found}
    assert all(finding.remedy for finding in found)


def test_goes_on_after_the_first_failure(realm, verifier):
    found = failures(realm.issue(audience="billing", expires_in=-60), verifier)

    assert {finding.reason for finding in found} == {Reason.WRONG_AUDIENCE, Reason.EXPIRED}


def test_says_what_the_token_says(realm, verifier):
    (finding,) = failures(realm.issue(audience="billing"), verifier)

    assert finding.said == "aud is 'billing'"


def test_a_dead_realm_leaves_the_signature_open(realm, verifier):
    realm.misbehave(Fault.DEAD)

    open_ones = [finding for finding in explain(realm.issue(), verifier) if finding.passed is None]

    assert len(open_ones) == 1


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ä", "x" * 20_000])
def test_takes_any_text(verifier, text):
    assert failures(text, verifier)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_remedy(reason):
    assert REMEDIES[reason]
