"""Volume: what happens to tokens by chance never gets anything accepted, and never breaks anything.

`bench/hunts/mutations.py` does the same a million times.
"""

from random import Random

import pytest
from hypothesis import settings

from coatcheck.bearer import read_bearer
from coatcheck.errors import InvalidToken, Refusal
from coatcheck.explanation import explain
from coatcheck.testing.mutations import mutate, mutate_claims

ROUNDS = 100 * settings.default.max_examples


def test_accepts_what_is_mutated_here(signer, verifier):
    token = signer.issue(scope="orders:write", roles=["editor"])

    assert verifier.verify(read_bearer([f"Bearer {token}"])).has_perm("orders.change_order")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_accepts_nothing_but_the_original(signer, verifier, algorithm):
    key = next(key for key in signer.keys if key.algorithm == algorithm)
    original = signer.issue(key=key)
    random = Random(algorithm)

    for spoilt in (mutate(original, random) for _ in range(ROUNDS // 2)):
        if spoilt != original:
            with pytest.raises(Refusal):
                verifier.verify(read_bearer([f"Bearer {spoilt}"]) or "")


def test_gives_odd_claims_no_more_than_the_original_had(signer, verifier):
    claims = signer.issued[signer.issue(scope="orders:write", roles=["editor"])]
    random = Random(0)

    for _ in range(ROUNDS):
        odd = mutate_claims(claims, random)
        try:
            caller = verifier.verify(signer.sign(odd, typ="at+jwt"))
        except InvalidToken:
            continue
        assert caller.permissions <= {"orders.change_order"}
        assert caller.issuer == signer.issuer
        assert {"exp", "iat", "sub", "jti", "aud", "azp"} <= set(odd)


def test_explains_every_refusal_by_the_reason_it_was_made_for(signer, verifier):
    claims = signer.issued[signer.issue()] | {"nbf": signer.clock()}
    random = Random(1)

    for token in (signer.sign(mutate_claims(claims, random), typ="at+jwt") for _ in range(ROUNDS // 20)):
        failed = {finding.reason for finding in explain(token, verifier) if finding.passed is False}

        assert reason_of(token, verifier) in (failed or {None})


def reason_of(token, verifier):
    try:
        verifier.verify(token)
    except InvalidToken as refusal:
        return refusal.reason
    return None
