"""Group T: how a credential may, and may not, be handed over. RFC 6750 section 2, RFC 9110 section 11.6."""

import pytest

from refusals import check_refused, check_refused_raw
from wire import send_raw


@pytest.fixture
def token(forger, service):
    return forger.issue_for(service)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_accepts_the_tokens_that_this_battery_spoils(http, service, token):
    answer = http.get(service.me, headers=bearer(token))

    assert answer.status_code == 200
    assert answer.json()["username"] == "alice"


def test_accepts_a_token_of_the_realm_itself(http, service, sign_in):
    answer = http.get(service.me, headers=bearer(sign_in("alice", f"openid {service.read_scope}")))

    assert answer.status_code == 200
    assert answer.json()["kind"] == "user"


def test_t1_asks_for_a_token_where_none_came_rfc_6750_section_3_1(http, service):
    challenge = check_refused(http.get(service.me), 401, None)

    assert set(challenge) == {"realm", "resource_metadata"}
    assert http.get(challenge["resource_metadata"]).json()["resource"]


@pytest.mark.parametrize("scheme", ["Bearer", "Bearer ", "bearer", "BEARER  "])
def test_t2_refuses_the_scheme_without_a_token(service, scheme):
    answer = send_raw(service.me, b"Authorization: " + scheme.encode())

    check_refused_raw(answer, 400, "invalid_request")


@pytest.mark.parametrize(
    "value",
    [
        "Bearer {} b",
        "Bearer a {}",
        "Bearer\t{}",
        "Bearer  {}",
        "Bearer \t{}",
        "Bearer {}\tx",
        "Bearer: {}",
        "Bearer={}",
        'Bearer "{}"',
        "Bearer token={}",
        "Bearer {}=x",
        "Bearer {};",
        "Bearer <{}>",
        "Bearer {}\x00",
        "Bearer {}\x0b",
        "Bearer {}\x7f",
        "Bearer\x0c{}",
    ],
)
def test_t3_refuses_a_header_that_is_not_scheme_space_token(service, token, value):
    answer = send_raw(service.me, b"Authorization: " + value.format(token).encode())

    assert answer.status == 400, answer
    if "www-authenticate" in answer.headers:  # bytes that no header may hold are refused by the server itself
        check_refused_raw(answer, 400, "invalid_request")


def test_t3_never_reads_a_folded_header_as_a_token_rfc_9112_section_5_2(service, token):
    answer = send_raw(service.me, b"Authorization: Bearer", b" " + token.encode())

    assert answer.status == 400


def test_t3_ignores_white_space_around_the_whole_value_rfc_9110_section_5_5(service, token):
    answer = send_raw(service.me, b"Authorization: \t Bearer " + token.encode() + b" \t")

    assert answer.status == 200


@pytest.mark.parametrize("scheme", ["bEaReR", "BEARER", "bearer"])
def test_t4_reads_the_scheme_without_regard_to_case_rfc_9110_section_11_1(http, service, token, scheme):
    answer = http.get(service.me, headers={"Authorization": f"{scheme} {token}"})

    assert answer.status_code == 200


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "Token", "JWT", "DPoP", "Bear", "BearerX"])
def test_t5_takes_another_scheme_for_no_credential(http, service, token, scheme):
    answer = http.get(service.me, headers={"Authorization": f"{scheme} {token}"})

    check_refused(answer, 401, None, token=token)


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/", "/api/me/"])
@pytest.mark.parametrize("bad", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_t11_refuses_a_bad_token_on_every_path_envoy_cve_2021_21378(http, service, path, bad):
    answer = http.get(service.url + path, headers=bearer(bad))

    check_refused(answer, 401, "invalid_token", token=bad)


def test_t11_refuses_a_bad_token_on_a_public_view(http, service):
    assert http.get(service.public).status_code == 200

    check_refused(http.get(service.public, headers=bearer("a.b.c")), 401, "invalid_token")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/.well-known/oauth-protected-resource"])
def test_t11_reads_no_credential_where_none_is_ever_needed(http, service, path):
    answer = http.get(service.url + path, headers=bearer("a.b.c"))

    assert answer.status_code == 200


@pytest.mark.parametrize("value", [b"", b" ", b"\t"])
def test_t13_refuses_a_header_that_is_there_but_empty(service, value):
    answer = send_raw(service.me, b"Authorization:" + value)

    check_refused_raw(answer, 400, "invalid_request")


@pytest.mark.parametrize("odd", ["é".encode(), b"\xe9", b"\xff\xfe", "\U0001d51e".encode(), "\u202e".encode()])
def test_t13_refuses_bytes_outside_ascii(service, token, odd):
    answer = send_raw(service.me, b"Authorization: Bearer " + token.encode() + odd)

    assert answer.status == 400
    check_refused_raw(answer, 400, "invalid_request")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"])
def test_t14_lets_no_method_past_the_check(http, service, method):
    answer = http.request(method, service.read, headers=bearer("a.b.c"))

    assert answer.status_code == 401


@pytest.mark.parametrize("suffix", ["", "?x=1", "#", "%00", "..;/", "%2e%2e/me/", ".json"])
def test_t14_lets_no_spelling_of_a_path_past_the_check(service, suffix):
    answer = send_raw(service.me + suffix, b"Authorization: Bearer a.b.c")

    assert answer.status in (400, 401, 404)
    assert b'"sub"' not in answer.body
