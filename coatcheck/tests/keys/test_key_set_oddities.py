import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import OKPAlgorithm

from coatcheck.key_set import read_key_set
from coatcheck.testing import SigningKey, make_key

GOOD = make_key().jwk()
EDWARDS = make_key("edwards", "EdDSA")
CURVE = make_key("curve", "ES256")


def ids(jwk):
    return read_key_set({"keys": [GOOD, jwk]}).ids - {"realm-1"}


@pytest.mark.parametrize("alg", [None, "EdDSA"])
def test_a_key_published_with_its_private_part_vouches_for_nothing(alg):
    private = json.loads(OKPAlgorithm.to_jwk(EDWARDS.private))

    assert ids(EDWARDS.jwk(alg=alg)) == {"edwards"}
    assert ids(EDWARDS.jwk(alg=alg, d=private["d"])) == frozenset()


def test_a_curve_that_signs_nothing_here_is_left_out_whatever_it_says():
    bitcoin = SigningKey("bitcoin", "ES256K", ec.generate_private_key(ec.SECP256K1()))

    assert ids(bitcoin.jwk(alg="ES256")) == frozenset()


def test_what_is_left_of_a_set_remembers_how_it_was_published():
    document = {"keys": [GOOD, CURVE.jwk()]}

    assert read_key_set(document).without(frozenset({"curve"})).document is document
