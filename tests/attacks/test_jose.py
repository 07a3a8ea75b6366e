"""Group S, second half: the shape of a token and of its JOSE header. RFC 7515, RFC 7516, RFC 8725."""

import json

import pytest

from coatcheck.testing import sign
from refusals import check_refused


@pytest.fixture
def refuse(send):
    def check(token):
        answer = send(token)
        check_refused(answer, 401, "invalid_token", token=token)
        return answer

    return check


def test_accepts_what_this_file_spoils(send, header, claims, forger):
    assert send(sign(header, claims, forger.keys[0])).status_code == 200


@pytest.mark.parametrize(
    "key_id", ["", "../../../../dev/null", "' OR 1=1 --", "x" * 4096, "\0", "\ud800", None, 7, [], {}]
)
def test_s9_refuses_an_odd_key_id(refuse, header, claims, forger, key_id):
    refuse(sign(header | {"kid": key_id}, claims, forger.keys[0]))


def test_s9_refuses_a_token_without_a_key_id(refuse, header, claims, forger):
    del header["kid"]

    refuse(sign(header, claims, forger.keys[0]))


def test_s9_does_not_take_the_encryption_key_for_a_signing_key(refuse, http, book, header, claims, forger):
    keys = http.get(f"{book['ISSUER']}/protocol/openid-connect/certs").json()["keys"]
    key_id = next(key["kid"] for key in keys if key["use"] == "enc")

    refuse(sign(header | {"kid": key_id}, claims, forger.keys[0]))


@pytest.mark.parametrize("critical", [["exp"], ["b64"], ["unknown"], [], "exp", None, [1], {}, ["alg", "alg"]])
def test_s10_refuses_any_critical_header_cve_2026_32597_cve_2025_59420(refuse, header, claims, forger, critical):
    refuse(sign(header | {"crit": critical, "exp": 1, "unknown": True}, claims, forger.keys[0]))


@pytest.mark.parametrize("critical", [{}, {"crit": ["b64"]}])
@pytest.mark.parametrize("value", [False, True, None, "false"])
def test_s11_refuses_an_unencoded_payload_cve_2026_48525_rfc_7797(refuse, header, claims, forger, critical, value):
    refuse(sign(header | {"b64": value} | critical, claims, forger.keys[0]))


@pytest.mark.parametrize("value", ["DEF", "def", "", None])
def test_s12_refuses_compression_rfc_8725_section_3_6(refuse, header, claims, forger, value):
    refuse(sign(header | {"zip": value}, claims, forger.keys[0]))


def test_s13_refuses_an_encrypted_token_and_its_shape_rfc_7516(refuse, header, claims, forger):
    token = sign(header | {"alg": "RSA-OAEP", "enc": "A128GCM"}, claims, forger.keys[0])
    head, payload, signature = token.split(".")

    refuse(f"{head}.{payload}.{signature}.{payload}.{signature}")
    refuse(token)


@pytest.mark.parametrize(
    "shape", ["{0}.{1}", "{0}", ".{1}.{2}", "{0}..{2}", "{0}.{1}.{2}.", ".{0}.{1}.{2}", "{0}.{1}.{2}.x", "..", "."]
)
def test_s14_refuses_any_other_number_of_parts_rfc_7515_section_7_1(refuse, header, claims, forger, shape):
    refuse(shape.format(*sign(header, claims, forger.keys[0]).split(".")))


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("spoil", ["{}=", "{}==", "{}+", "{}/", "{}A", "-{}", "~{}"])
def test_s14_refuses_what_is_not_base64url_rfc_7515_section_2(http, service, header, claims, forger, part, spoil):
    parts = sign(header, claims, forger.keys[0]).split(".")
    parts[part] = spoil.format(parts[part])

    answer = http.get(service.me, headers={"Authorization": f"Bearer {'.'.join(parts)}"})

    assert answer.status_code in (400, 401)  # 400 where RFC 6750's own alphabet is left


def test_s14_refuses_a_second_spelling_of_the_same_signature_rfc_4648_section_3_5(refuse, header, claims, forger):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = sign(header, claims, forger.keys[0])

    refuse(token[:-1] + alphabet[alphabet.index(token[-1]) + 1])  # 256 bytes leave four bits that count for nothing


@pytest.mark.parametrize("member", ["alg", "kid", "typ"])
def test_s15_refuses_a_header_member_that_comes_twice_rfc_7515_section_4(refuse, header, claims, forger, member):
    text = json.dumps(header)
    first = f'{{"{member}":"none",' + text[1:]
    last = text[:-1] + f',"{member}":"none"}}'

    refuse(sign(first, claims, forger.keys[0]))
    refuse(sign(last, claims, forger.keys[0]))
    refuse(sign(text[:-1] + f',"{member}":{json.dumps(header[member])}}}', claims, forger.keys[0]))


@pytest.mark.parametrize(
    "raw", ["", "null", "[]", '"x"', "1", "{", "{}", "{} {}", "{}x", "{'alg':'RS256'}", "\ufeff{}", "NaN"]
)
def test_s16_refuses_a_header_that_is_no_json_object(refuse, claims, forger, raw):
    refuse(sign(raw, claims, forger.keys[0]))


@pytest.mark.parametrize("begin", ["[", '{"a":', '{"alg":"RS256","x":['])
def test_s16_survives_deep_nesting_cve_2024_33663_class(refuse, header, claims, forger, begin):
    deep = begin * (8000 // len(begin))

    refuse(sign(deep, claims, forger.keys[0]))
    refuse(sign(header, deep, forger.keys[0]))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_s16_reads_utf_8_only_rfc_7515_section_3(refuse, header, claims, forger, encoding):
    refuse(sign(json.dumps(header).encode(encoding), claims, forger.keys[0]))
    refuse(sign(header, json.dumps(claims).encode(encoding), forger.keys[0]))


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "0x10", "01", "1."])
def test_s16_survives_every_number_json_may_or_may_not_hold(send, header, claims, forger, number):
    text = json.dumps(header)[:-1] + f',"x":{number}}}'

    assert send(sign(text, claims, forger.keys[0])).status_code in (200, 401)
