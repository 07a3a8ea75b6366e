import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

from coatcheck.testing import encode_part, make_key, sign


@pytest.mark.parametrize("algorithm", ["RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"])
def test_signs_with_each_kind_of_key(algorithm):
    key = make_key(f"key-{algorithm}", algorithm)

    token = sign({"alg": algorithm}, {"sub": "alice"}, key)

    assert jwt.decode(token, jwt.PyJWK(key.jwk()), [algorithm]) == {"sub": "alice"}


def test_signs_json_that_no_library_would_write():
    payload = b'{"sub":"alice","sub":"mallory"}'

    token = sign(b'{"alg":"RS256"}', payload, make_key())

    assert token.split(".")[1] == encode_part(payload)


def test_makes_the_same_key_each_time_and_hides_it():
    assert make_key("a", "ES256") is make_key("a", "ES256")
    assert "private" not in repr(make_key("a", "ES256"))


def test_changes_members_of_a_published_key():
    jwk = make_key().jwk(alg=None, use="enc")

    assert "alg" not in jwk
    assert jwk["use"] == "enc"


def test_writes_a_private_key_as_keycloak_imports_it():
    assert make_key().private_pem().startswith("-----BEGIN PRIVATE KEY-----")


def test_writes_one_public_key_in_both_forms():
    key = make_key()

    assert load_pem_public_key(key.public_pem()) == load_der_public_key(key.public_der()) == key.private.public_key()
