import pytest

from coatcheck.key_set import read_key_set
from coatcheck.testing import make_key

GOOD = make_key().jwk()
EDWARDS = make_key("edwards", "EdDSA")
CURVE = make_key("curve", "ES256")


def ids(jwk):
    return read_key_set({"keys": [GOOD, jwk]}).ids - {"realm-1"}


@pytest.mark.parametrize("key", [EDWARDS, CURVE])
def test_a_key_published_with_its_private_part_vouches_for_nothing(key):
    assert ids(key.jwk(d="c2VjcmV0")) == frozenset()


def test_a_curve_that_signs_nothing_here_is_left_out_whatever_it_says():
    jwk = CURVE.jwk(crv="secp256k1", alg="ES256")

    assert ids(jwk) == frozenset()


def test_what_is_left_of_a_set_remembers_how_it_was_published():
    document = {"keys": [GOOD, CURVE.jwk()]}

    assert read_key_set(document).without(frozenset({"curve"})).document is document
