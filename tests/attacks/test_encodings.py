"""Group S, third part: one token, one text. What two readers could understand differently is refused, also when signed.

RFC 7515 sections 2, 3 and 7, RFC 8259, RFC 4648 section 3.5.
"""

import json
import string

import pytest

from coatcheck.testing import encode_part, sign
from refusals import check_refused, check_refused_raw
from wire import send_raw

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@pytest.fixture
def refuse(send):
    def check(token):
        check_refused(send(token), 401, "invalid_token", token=token)

    return check


@pytest.fixture
def seal(forger):
    """Give the signer of two parts just as they are written, however odd."""

    def write(head, payload):
        message = f"{head}.{payload}"
        return f"{message}.{encode_part(forger.keys[0].sign(message.encode(), 'RS256'))}"

    return write


def test_accepts_what_this_file_spoils(send, seal, header, claims):
    assert send(seal(encode_part(header), encode_part(claims))).status_code == 200


@pytest.mark.parametrize("form", ["general", "flattened", "unprotected"])
def test_s21_refuses_the_json_serialization_rfc_7515_section_7_2(service, send, header, claims, forger, form):
    head, payload, signature = sign(header, claims, forger.keys[0]).split(".")
    part = {"header": header} if form == "unprotected" else {"protected": head}
    one = part | {"signature": signature}
    text = json.dumps({"payload": payload} | ({"signatures": [one]} if form == "general" else one))

    check_refused_raw(send_raw(service.me, b"Authorization: Bearer " + text.encode()), 400, "invalid_request")
    check_refused(send(encode_part(text)), 401, "invalid_token")


def test_s22_opens_no_token_inside_of_a_token_rfc_7519_section_5_2(refuse, header, claims, forger):
    inner = sign(header, claims, forger.keys[0])

    for payload in (inner, json.dumps(inner), encode_part(claims)):
        refuse(sign(header | {"cty": "JWT"}, payload, forger.keys[0]))


def test_s22_takes_no_claim_from_the_header_rfc_7519_section_5_3(refuse, header, claims, forger):
    refuse(sign(header | claims | {"typ": "at+jwt"}, {}, forger.keys[0]))
    refuse(sign(header | {"iss": claims["iss"]}, claims | {"iss": "https://evil.example"}, forger.keys[0]))


@pytest.mark.parametrize("member", ["alg", "kid", "typ"])
def test_s15_sees_through_a_second_spelling_of_a_header_member(refuse, header, claims, forger, member):
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in member)

    refuse(sign(json.dumps(header)[:-1] + f',"{escaped}":"none"}}', claims, forger.keys[0]))


@pytest.mark.parametrize("member", ["exp", "aud", "sub", "scope", "realm_access"])
def test_c9_sees_through_a_second_spelling_of_a_claim(refuse, header, claims, forger, member):
    escaped = f"\\u{ord(member[0]):04X}{member[1:]}"
    claims.setdefault(member, {})

    refuse(sign(header, json.dumps(claims)[:-1] + f',"{escaped}":{json.dumps(claims[member])}}}', forger.keys[0]))


@pytest.mark.parametrize("name", ["EXP", "Exp", "exp ", "exp\0", "\u0435xp", "\uff45xp"])
def test_c5_takes_no_similar_name_for_a_claim(refuse, header, claims, forger, name):
    claims[name] = claims.pop("exp")

    refuse(sign(header, claims, forger.keys[0]))


@pytest.mark.parametrize("place", ["header", "payload"])
@pytest.mark.parametrize("spoil", ["\x0b{}", "\xa0{}", "\u2028{}", "{}\0", "{}//", "/**/{}", "{},", "[{}]", "{}{}"])
def test_s16_reads_one_object_and_nothing_beside_it_rfc_8259_section_2(refuse, header, claims, forger, place, spoil):
    text = json.dumps(header if place == "header" else claims).join(spoil.split("{}", 1))
    parts = (text, claims) if place == "header" else (header, text)

    refuse(sign(*parts, forger.keys[0]))


@pytest.mark.parametrize("tail", [',"x":1,}', ",}", ",'x':1}", ",x:1}", ',"x":"\x01"}', ',"x":"\t"}', ',"x":"\\x41"}'])
def test_s16_takes_no_relaxed_json_rfc_8259(refuse, header, claims, forger, tail):
    refuse(sign(json.dumps(header)[:-1] + tail, claims, forger.keys[0]))
    refuse(sign(header, json.dumps(claims)[:-1] + tail, forger.keys[0]))


@pytest.mark.parametrize("odd", [b"\xc0\x80", b"\xc1\xa1", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82"])
def test_s16_refuses_bytes_that_are_no_utf_8_rfc_3629(refuse, header, claims, forger, odd):
    refuse(sign(json.dumps(header)[:-1].encode() + b',"x":"' + odd + b'"}', claims, forger.keys[0]))
    refuse(sign(header, json.dumps(claims)[:-1].encode() + b',"x":"' + odd + b'"}', forger.keys[0]))


@pytest.mark.parametrize("place", ["header", "payload"])
def test_s14_refuses_a_second_spelling_although_it_was_signed_rfc_4648_section_3_5(refuse, seal, header, claims, place):
    wanted = header if place == "header" else claims
    wanted["padding"] = "x" * (-len(json.dumps(wanted | {"padding": ""}, separators=(",", ":"))) % 3 + 1)
    head, payload = encode_part(header), encode_part(claims)
    part = head if place == "header" else payload
    spoilt = part[:-1] + ALPHABET[ALPHABET.index(part[-1]) + 1]

    assert len(part) % 4 == 2  # four bits of the last character count for nothing
    refuse(seal(spoilt, payload) if place == "header" else seal(head, spoilt))


@pytest.mark.parametrize("spoil", ["{}A", "{}AA", "A{}"])
def test_s14_refuses_letters_too_many_although_they_were_signed(refuse, seal, header, claims, spoil):
    head, payload = encode_part(header), encode_part(claims)

    refuse(seal(spoil.format(head), payload))
    refuse(seal(head, spoil.format(payload)))


@pytest.mark.parametrize(
    "algorithm",
    ["RS256\0", "RS256\n", "\uff32\uff33256", "RS256,none", "RS\u0662\u0665\u0666", "RS256;x", {"RS256": 1}],
)
def test_s6_reads_the_algorithm_in_no_other_spelling(refuse, header, claims, forger, algorithm):
    refuse(sign(header | {"alg": algorithm}, claims, forger.keys[0], algorithm="RS256"))


@pytest.mark.parametrize("kid", ["{}\0", "{}\n", ["{}"], {"kid": "{}"}, 1.5])
def test_s9_takes_no_key_id_that_is_no_plain_text(refuse, header, claims, forger, kid):
    odd = json.loads(json.dumps(kid).replace("{}", header["kid"]))

    refuse(sign(header | {"kid": odd}, claims, forger.keys[0]))


@pytest.mark.parametrize("kid", ["{} ", " {}", "./{}", "{}?x", "{}#", "{},{}"])
def test_s9_compares_the_key_id_exactly(send, header, claims, forger, kid):
    odd = kid.replace("{}", header["kid"])

    answer = send(sign(header | {"kid": odd}, claims, forger.keys[0]))

    assert answer.status_code in (401, 503)  # 503 where the realm is slow to say that it has no such key


@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase])
def test_s9_compares_the_key_id_with_regard_to_case(send, header, claims, forger, change):
    answer = send(sign(header | {"kid": change(header["kid"])}, claims, forger.keys[0]))

    assert answer.status_code in (401, 503)


@pytest.mark.parametrize(
    "typ", ["at+jwt;x", "application/at+jwt;v=1", "application/application/at+jwt", "/at+jwt", "at+jwt\0", "at+jwt,JWT",
            "application/x-at+jwt", "at jwt", "\uff41t+jwt", "JWT\n", "application/jwt+at"],
)  # fmt: skip
def test_c2_takes_no_parameter_or_similar_name_for_a_type_rfc_9068_section_4(refuse, header, claims, forger, typ):
    refuse(sign(header | {"typ": typ}, claims, forger.keys[0]))


@pytest.mark.parametrize("number", ["-0", "-0.0", "0e0", "1e11", "9999999999999", "1" + "0" * 17, "1e-400"])
@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_c7_refuses_a_time_of_any_other_age(refuse, header, claims, forger, claim, number):
    del claims[claim]

    refuse(sign(header, json.dumps(claims)[:-1] + f',"{claim}":{number}}}', forger.keys[0]))
