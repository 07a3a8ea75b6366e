import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from coatcheck.errors import InvalidToken, Reason
from coatcheck.key_set import read_key_set
from coatcheck.testing import SigningKey, make_key

RSA = make_key()
CURVE = make_key("curve", "ES256")
EDWARDS = make_key("edwards", "EdDSA")
SMALL = SigningKey("small", "RS256", rsa.generate_private_key(public_exponent=65537, key_size=1024))
BITCOIN = SigningKey("bitcoin", "ES256K", ec.generate_private_key(ec.SECP256K1()))


def ids(*jwks):
    return read_key_set({"keys": [CURVE.jwk(), *jwks]}).ids - {"curve"}


def test_reads_keys_of_every_family():
    assert ids(RSA.jwk(), EDWARDS.jwk()) == {"realm-1", "edwards"}


@pytest.mark.parametrize(
    "jwk",
    [
        RSA.jwk(use="enc"),
        RSA.jwk(use="enc", alg="RSA-OAEP"),
        RSA.jwk(use=None, alg="RSA-OAEP"),
        RSA.jwk(alg="HS256"),
        RSA.jwk(alg="none"),
        RSA.jwk(alg="ES256"),
        RSA.jwk(alg=["RS256"]),
        RSA.jwk(key_ops=["encrypt"]),
        RSA.jwk(key_ops="verify"),
        RSA.jwk(kid=""),
        RSA.jwk(kid=1),
        RSA.jwk(kid="a" * 256),
        RSA.jwk(kty="oct", k="c2VjcmV0"),
        RSA.jwk(kty=None),
        RSA.jwk(kty=["RSA"]),
        RSA.jwk(n=None),
        RSA.jwk(n=1),
        RSA.jwk(n="***"),
        RSA.jwk(e="AQ"),
        RSA.jwk(d="AQAB"),
        CURVE.jwk(kid="other", crv="P-384"),
        CURVE.jwk(kid="other", y="AQ"),
        CURVE.jwk(kid="other", alg="ES384"),
        EDWARDS.jwk(x="AQ"),
        SMALL.jwk(),
        BITCOIN.jwk(alg=None),
        None,
        "key",
        [],
        {},
    ],
    ids=lambda jwk: str(jwk)[:60],
)
def test_leaves_out_what_may_not_check_signatures(jwk):
    assert ids(jwk) == frozenset()


@pytest.mark.parametrize("changes", [{"use": None}, {"alg": None}, {"key_ops": ["verify", "sign"]}])
def test_keeps_a_key_that_says_less_of_itself(changes):
    assert ids(RSA.jwk(**changes)) == {"realm-1"}


@pytest.mark.parametrize(
    "document", [None, [], "", {}, {"keys": None}, {"keys": {}}, {"keys": []}, {"keys": [{}]}, {"keys": [SMALL.jwk()]}]
)
def test_refuses_a_set_without_a_usable_key(document):
    with pytest.raises(ValueError):
        read_key_set(document)


def test_finds_a_key_by_id():
    keys = read_key_set({"keys": [CURVE.jwk(), RSA.jwk()]})

    found = keys.find("realm-1", "RS256")

    assert found is not None
    assert found.key_id == "realm-1"
    assert keys.find("unknown", "RS256") is None


@pytest.mark.parametrize(
    ("jwk", "algorithm"),
    [(RSA.jwk(), "ES256"), (RSA.jwk(), "RS512"), (RSA.jwk(alg=None), "HS256"), (EDWARDS.jwk(), "RS256")],
)
def test_refuses_an_algorithm_that_does_not_fit_the_key(jwk, algorithm):
    """CVE-2026-22817, RFC 8725 section 3.1."""
    with pytest.raises(InvalidToken) as refused:
        read_key_set({"keys": [jwk]}).find(jwk["kid"], algorithm)

    assert refused.value.reason is Reason.WRONG_ALGORITHM


def test_tells_two_keys_of_one_id_apart_by_algorithm():
    keys = read_key_set({"keys": [RSA.jwk(kid="twin"), CURVE.jwk(kid="twin")]})

    assert keys.find("twin", "ES256") != keys.find("twin", "RS256")


def test_takes_the_first_of_two_keys_that_fit():
    keys = read_key_set({"keys": [RSA.jwk(kid="twin"), make_key("second").jwk(kid="twin")]})

    assert keys.find("twin", "RS256") == read_key_set({"keys": [RSA.jwk(kid="twin")]}).keys[0]


def test_finds_without_an_id_only_the_one_key_that_fits():
    keys = read_key_set({"keys": [RSA.jwk(kid=None), CURVE.jwk()]})

    assert keys.find(None, "RS256") == keys.keys[0]
    assert keys.ids == {"curve"}
    assert read_key_set({"keys": [RSA.jwk(), make_key("second").jwk()]}).find(None, "RS256") is None


def test_drops_keys_by_id():
    keys = read_key_set({"keys": [RSA.jwk(), CURVE.jwk()]}).without(frozenset({"curve"}))

    assert keys.ids == {"realm-1"}
