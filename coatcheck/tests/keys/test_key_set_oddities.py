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


@pytest.mark.parametrize("exponent", ["AQ", "Ag", "AA", "", "AQAA", "!"])
def test_an_rsa_key_whose_exponent_hides_nothing_is_left_out(exponent):
    """To the power of one, anybody signs; an even one fits no key."""
    assert ids(make_key("other").jwk(e=exponent)) == frozenset()


@pytest.mark.parametrize("change", [{"x": "AA"}, {"y": "AA"}, {"x": "", "y": ""}, {"y": None}, {"crv": "P-384"}])
def test_a_point_that_lies_on_no_curve_is_left_out(change):
    """CVE-2015-7940 class."""
    assert ids(CURVE.jwk(**change)) == frozenset()


@pytest.mark.parametrize("change", [{"x": ""}, {"x": "AA"}, {"x": None}, {"crv": "X25519"}, {"crv": "Ed448"}])
def test_an_edwards_key_of_another_size_or_purpose_is_left_out(change):
    assert ids(EDWARDS.jwk(**change)) == frozenset()


@pytest.mark.parametrize(
    "change", [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "rsa"}, {"kty": None}, {"kty": ["RSA"]}, {"kty": "EC"}]
)
def test_a_key_of_another_kind_is_left_out(change):
    assert ids(make_key("other").jwk(**change)) == frozenset()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256 ", "rs256", "ES256", "RSA-OAEP", ""])
def test_a_key_for_another_algorithm_is_left_out(algorithm):
    assert ids(make_key("other").jwk(alg=algorithm)) == frozenset()
