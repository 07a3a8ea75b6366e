import base64

import jwt
import pytest
from clocks import Clock
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from coatcheck.client_proof import KeyProof, SecretProof
from coatcheck.config import ConfigurationError
from coatcheck.testing import make_key

ISSUER = "https://id.example/realms/acme"


def test_proves_itself_by_secret():
    """RFC 6749 section 2.3.1: both halves are form-encoded first."""
    form, headers = {}, {}

    SecretProof("or:ders", "s%cret ü").add_to(form, headers)

    assert form == {}
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"or%3Aders:s%25cret%20%C3%BC"


def test_puts_the_secret_into_the_form_where_the_realm_wants_it_there():
    form, headers = {}, {}

    SecretProof("orders", "s%cret", lambda: True).add_to(form, headers)

    assert form == {"client_id": "orders", "client_secret": "s%cret"}
    assert headers == {}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "ES384", "ES512", "EdDSA"])
def test_proves_itself_by_key(algorithm):
    """RFC 7523 section 3."""
    key, clock = make_key(f"client-{algorithm}", algorithm), Clock()
    form, headers = {}, {}

    KeyProof("orders", key.private_pem(), ISSUER, clock).add_to(form, headers)

    assert headers == {}
    assert form["client_id"] == "orders"
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        form["client_assertion"], key.private.public_key(), [algorithm], audience=ISSUER, options=options
    )
    assert (claims["iss"], claims["sub"]) == ("orders", "orders")
    assert (claims["iat"], claims["exp"]) == (clock(), clock() + 60)


def test_never_uses_an_assertion_twice():
    proof = KeyProof("orders", make_key("client", "ES256").private_pem(), ISSUER)
    first, second = {}, {}

    proof.add_to(first, {})
    proof.add_to(second, {})

    assert first["client_assertion"] != second["client_assertion"]


def encrypted_pem():
    private = make_key("client", "ES256").private
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()


@pytest.mark.parametrize("pem", ["nonsense", make_key().public_pem().decode(), encrypted_pem()])
def test_refuses_a_key_that_it_cannot_read(pem):
    with pytest.raises(ConfigurationError) as refused:
        KeyProof("orders", pem, ISSUER)

    assert pem not in str(refused.value)
