"""One key, one form of signature: what libraries have taken for one and is none. RFC 7518 section 3.4, RFC 8032."""

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from signing import HEADER, PAYLOAD, public

from coatcheck.errors import InvalidToken, Reason
from coatcheck.signature import check_signature, read_token
from coatcheck.testing import encode_part, make_key, sign

CURVE_ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
EDWARDS_ORDER = 2**252 + 27742317777372353535851937790883648493


def judge(algorithm, spoil):
    """Check a token that is good but for its signature, whose right bytes `spoil` changes."""
    key = make_key(f"key-{algorithm}", algorithm)
    text = sign(HEADER | {"alg": algorithm, "kid": key.key_id}, PAYLOAD, key).rpartition(".")[0]
    header, signed = read_token(f"{text}.{encode_part(spoil(key.sign(text.encode())))}", {algorithm})
    return check_signature(signed, public(key), header.algorithm)


def refuse(algorithm, spoil):
    with pytest.raises(InvalidToken) as refused:
        judge(algorithm, spoil)
    assert refused.value.reason is Reason.BAD_SIGNATURE


def split(raw):
    half = len(raw) // 2
    return int.from_bytes(raw[:half]), int.from_bytes(raw[half:]), half


def join(r, s, half):
    return r.to_bytes(half) + s.to_bytes(half)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
def test_takes_the_signature_as_it_was_made(algorithm):
    assert judge(algorithm, lambda raw: raw) == PAYLOAD


@pytest.mark.parametrize("algorithm", ["ES256", "ES384"])
def test_refuses_a_signature_in_asn_1(algorithm):
    """RFC 7518 section 3.4: R and S side by side, each as long as the curve's numbers are."""
    refuse(algorithm, lambda raw: encode_dss_signature(*split(raw)[:2]))


@pytest.mark.parametrize("algorithm", ["ES256", "ES384"])
@pytest.mark.parametrize(
    "numbers",
    [
        lambda r, s, order: (0, 0),
        lambda r, s, order: (0, s),
        lambda r, s, order: (r, 0),
        lambda r, s, order: (1, 1),
        lambda r, s, order: (order, order),
        lambda r, s, order: (order, 1),
        lambda r, s, order: (r, order),
    ],
)
def test_refuses_numbers_that_fit_every_message_cve_2022_21449(algorithm, numbers):
    def spoil(raw):
        r, s, half = split(raw)
        return join(*numbers(r, s, CURVE_ORDERS[algorithm]), half)

    refuse(algorithm, spoil)


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "EdDSA", "RS256", "PS256"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw + b"\0",
        lambda raw: b"\0" + raw,
        lambda raw: raw[:-1],
        lambda raw: raw[1:],
        lambda raw: raw + raw,
        lambda raw: raw[::-1],
        lambda raw: b"\0" * len(raw),
        lambda raw: b"\xff" * len(raw),
    ],
)
def test_refuses_a_signature_of_another_length_or_filling(algorithm, spoil):
    refuse(algorithm, spoil)


def test_a_mirrored_elliptic_signature_is_the_same_token_and_no_other():
    """S and -S both hold by the standard, so tokens are not told apart by their text: revocation goes by `jti`."""

    def mirror(raw):
        r, s, half = split(raw)
        return join(r, CURVE_ORDERS["ES256"] - s, half)

    assert judge("ES256", mirror) == PAYLOAD


def test_refuses_an_edwards_signature_beyond_the_group_s_order():
    """RFC 8032 section 5.1.7: S is below the order, or each signature would have a twin."""

    def shift(raw):
        s = int.from_bytes(raw[32:], "little") + EDWARDS_ORDER
        return raw[:32] + s.to_bytes(32, "little")

    refuse("EdDSA", shift)


@pytest.mark.parametrize("point", [b"\1" + b"\0" * 31, b"\0" * 32, b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_refuses_an_edwards_signature_by_a_point_of_small_order(point):
    refuse("EdDSA", lambda raw: point + b"\0" * 32)
    refuse("EdDSA", lambda raw: point + raw[32:])
