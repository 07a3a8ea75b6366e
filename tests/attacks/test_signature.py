"""Group S: the signature and the JOSE header. RFC 7515, RFC 7518, RFC 8725."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest

from coatcheck.testing import StandInRealm, encode_part, make_key, sign
from refusals import check_refused


@pytest.fixture
def canary():
    with StandInRealm() as canary:
        yield canary
        assert not canary.requests, "somebody followed an address out of a token"


def mac(header, claims, secret, algorithm="sha256"):
    message = f"{encode_part(header)}.{encode_part(claims)}"
    return f"{message}.{encode_part(hmac.digest(secret, message.encode(), algorithm))}"


@pytest.fixture
def refuse(send):
    def check(token):
        answer = send(token)
        check_refused(answer, 401, "invalid_token", token=token)
        return answer

    return check


def test_accepts_what_this_file_spoils(send, header, claims, forger):
    assert send(sign(header, claims, forger.keys[0])).status_code == 200


@pytest.mark.parametrize("algorithm", ["none", "nOnE", "None", "NONE", "none ", "", None, 0, False, [], ["none"], {}])
@pytest.mark.parametrize("with_signature", [False, True])
def test_s1_refuses_algorithm_none_in_every_spelling_cve_2022_23540(
    refuse, header, claims, forger, algorithm, with_signature
):
    token = sign(header | {"alg": algorithm}, claims, forger.keys[0], algorithm="RS256")

    refuse(token if with_signature else token.rpartition(".")[0] + ".")


def test_s1_refuses_a_header_without_algorithm(refuse, header, claims, forger):
    del header["alg"]

    refuse(sign(header, claims, forger.keys[0]))


def test_s2_refuses_an_empty_signature_cve_2020_28042(refuse, header, claims, forger):
    refuse(sign(header, claims, forger.keys[0]).rpartition(".")[0] + ".")


@pytest.mark.parametrize("signature", [b"\0", b"\0" * 256, b"\xff" * 256, b"\0" * 255 + b"\1", b"x" * 4096])
def test_s2_refuses_a_made_up_signature(refuse, header, claims, signature):
    refuse(f"{encode_part(header)}.{encode_part(claims)}.{encode_part(signature)}")


def test_s2_refuses_a_signature_with_anything_changed(refuse, header, claims, forger):
    token = sign(header, claims, forger.keys[0])
    head, payload, signature = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[-1] ^= 1

    refuse(f"{head}.{payload}.{encode_part(bytes(raw))}")
    refuse(f"{head}.{payload}.{encode_part(bytes(raw[:-1]))}")
    refuse(f"{head}.{encode_part(claims | {'sub': 'mallory'})}.{signature}")
    refuse(f"{encode_part(header | {'x': 1})}.{payload}.{signature}")


@pytest.mark.parametrize("form", ["pem", "pem stripped", "jwk", "der", "modulus", "empty"])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_s3_refuses_a_mac_keyed_with_our_public_key_cve_2015_9235_cve_2022_29217(
    refuse, header, claims, forger, published_key, form, digest
):
    key = forger.keys[0]
    secret = {
        "pem": key.public_pem(),
        "pem stripped": key.public_pem().strip(),
        "jwk": json.dumps(published_key).encode(),
        "der": key.public_der(),
        "modulus": base64.urlsafe_b64decode(str(key.jwk()["n"]) + "=="),
        "empty": b"",
    }[form]

    refuse(mac(header | {"alg": f"HS{digest[3:]}"}, claims, secret, digest))
    refuse(mac(header, claims, secret, digest))


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256", "PS384", "PS512"])
def test_s6_refuses_another_algorithm_of_the_same_key_cve_2026_22817(refuse, header, claims, forger, algorithm):
    refuse(sign(header | {"alg": algorithm}, claims, forger.keys[0], algorithm=algorithm))
    refuse(sign(header, claims, forger.keys[0], algorithm=algorithm))


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_s6_refuses_another_family_under_a_known_key_id(refuse, header, claims, algorithm):
    refuse(sign(header | {"alg": algorithm}, claims, make_key(f"attacker-{algorithm}", algorithm)))


@pytest.mark.parametrize("algorithm", ["rs256", "RS256 ", "Rs256", "RS-256", "sha256", "RSA-OAEP", "dir", "A128KW"])
def test_s6_reads_the_algorithm_to_the_letter_rfc_7515_section_4_1_1(refuse, header, claims, forger, algorithm):
    refuse(sign(header | {"alg": algorithm}, claims, forger.keys[0]))


def test_s7_ignores_an_embedded_key_cve_2018_0114_cve_2026_27962(refuse, header, claims):
    attacker = make_key("attacker")

    refuse(sign(header | {"jwk": attacker.jwk()}, claims, attacker))
    refuse(sign(header | {"jwk": attacker.jwk(), "kid": "attacker"}, claims, attacker))


def test_s8_fetches_no_address_out_of_a_token_rfc_8725_section_3_10(refuse, header, claims, canary):
    attacker = canary.keys[0]
    address = canary.url_of("keys")

    for member in ("jku", "x5u", "iss", "kid"):
        refuse(sign(header | {member: address}, claims, attacker))
    refuse(sign(header | {"kid": attacker.key_id}, claims | {"iss": canary.issuer}, attacker))


def test_s8_ignores_embedded_certificates(refuse, header, claims):
    attacker = make_key("attacker")
    der = base64.b64encode(attacker.public_der()).decode()
    thumbprint = encode_part(hashlib.sha256(attacker.public_der()).digest())

    refuse(sign(header | {"x5c": [der]}, claims, attacker))
    refuse(sign(header | {"x5t": thumbprint, "x5t#S256": thumbprint}, claims, attacker))


def test_s18_refuses_another_realm_of_the_same_keycloak(refuse, book, admin, header, claims):
    admin.call("GET", "")
    token = admin.http.headers["Authorization"].removeprefix("Bearer ")

    refuse(token)
    refuse(sign(header | {"kid": jwt.get_unverified_header(token)["kid"]}, claims, make_key("attacker")))


def test_s19_says_nothing_about_what_it_expected_cve_2019_7644(refuse, header, claims, forger):
    bad = refuse(sign(header, claims, make_key("attacker")))
    stale = refuse(forger.sign(claims | {"exp": 1, "iat": 0}, typ="at+jwt"))

    same = ("title", "detail", "type", "status")
    assert [bad.json()[name] for name in same] == [stale.json()[name] for name in same]
    assert bad.headers["www-authenticate"] == stale.headers["www-authenticate"]


def test_s20_refuses_a_key_that_signs_for_itself(refuse, header, claims, forger):
    attacker = make_key("attacker")
    pretender = type(attacker)(forger.keys[0].key_id, "RS256", attacker.private)

    refuse(sign(header, claims, pretender))
