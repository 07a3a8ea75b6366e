"""Group T, second half: credentials that come twice, too long, or where nobody should look. RFC 6750 section 2.

RFC 9700 section 4.3.2 forbids tokens in the query.
"""

import time

import pytest

from refusals import check_refused, check_refused_raw
from wire import send_raw


@pytest.fixture
def token(forger, service):
    return forger.issue_for(service)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def timed(call, *arguments):
    started = time.perf_counter()
    return call(*arguments), time.perf_counter() - started


def test_accepts_the_tokens_that_this_file_misplaces(http, service, token):
    assert http.get(service.me, headers=bearer(token)).status_code == 200


@pytest.mark.parametrize("name", ["access_token", "ACCESS_TOKEN", "access_token[]"])
def test_t6_refuses_a_token_in_header_and_query_at_once(http, service, token, name):
    answer = http.get(service.me, params={name: token}, headers=bearer(token))

    if name == "access_token":
        check_refused(answer, 400, "invalid_request", token=token)
    else:  # another parameter's name: only the header counts
        assert answer.status_code == 200


@pytest.mark.parametrize("query", ["access_token={}", "access_token=", "a=1&access_token={}", "%61ccess_token={}"])
def test_t7_refuses_a_token_in_the_query_rfc_9700_section_4_3_2(http, service, token, query):
    answer = http.get(f"{service.me}?{query.format(token)}")

    check_refused(answer, 400, "invalid_request")


def test_t7_refuses_a_token_in_the_query_of_a_public_path(http, service, token):
    answer = http.get(service.public, params={"access_token": token})

    check_refused(answer, 400, "invalid_request")


def test_t7_takes_no_token_from_a_body(http, service, token):
    answer = http.post(service.write, data={"access_token": token})

    check_refused(answer, 401, None, token=token)


@pytest.mark.parametrize("name", ["access_token", "token", "authorization", "Authorization", "jwt"])
def test_t7_takes_no_token_from_a_cookie(http, service, token, name):
    answer = http.get(service.me, headers={"Cookie": f"{name}={token}; Bearer={token}"})

    check_refused(answer, 401, None)


@pytest.mark.parametrize(
    "header", ["X-Authorization", "X-Access-Token", "Proxy-Authorization", "X-Forwarded-Access-Token"]
)
def test_t7_takes_no_token_from_another_header(http, service, token, header):
    answer = http.get(service.me, headers={header: f"Bearer {token}"})

    check_refused(answer, 401, None)


def test_t7_takes_no_token_from_a_header_spelt_with_an_underscore_cve_2025_64484(service, token):
    answer = send_raw(service.me, b"HTTP_AUTHORIZATION: Bearer " + token.encode(), b"Authorization_: Bearer x")

    check_refused_raw(answer, 401, None)


def test_t8_refuses_two_authorization_headers(service, token):
    line = b"Authorization: Bearer " + token.encode()

    answer = send_raw(service.me, line, line)

    check_refused_raw(answer, 400, "invalid_request")


@pytest.mark.parametrize("second", [b"Basic YTph", b"", b"Bearer", b"DPoP x"])
def test_t8_refuses_a_second_authorization_header_of_any_kind(service, token, second):
    good = b"Authorization: Bearer " + token.encode()

    for lines in ((good, b"Authorization: " + second), (b"Authorization: " + second, good)):
        assert send_raw(service.me, *lines).status in (400, 401)


@pytest.mark.parametrize(
    "value", ["Bearer {0},Bearer {0}", "Bearer {0}, bearer {0}", "Basic x,Bearer {0}", "Bearer {0}, DPoP {0}"]
)
def test_t8_refuses_several_credentials_joined_by_a_comma(http, service, token, value):
    answer = http.get(service.me, headers={"Authorization": value.format(token)})

    check_refused(answer, 400, "invalid_request", token=token)


@pytest.mark.parametrize("size", [16 * 1024 + 1, 60_000])
def test_t9_refuses_a_token_beyond_its_bound_cve_2025_61920(http, service, token, size):
    answer = http.get(service.me, headers=bearer(token + "A" * (size - len(token))))

    check_refused(answer, 401, "invalid_token")


@pytest.mark.parametrize("filler", [b"A", b".", b"Bearer ", b","])
def test_t9_refuses_a_mebibyte_at_once_cve_2025_30204(service, filler):
    value = b"Authorization: Bearer " + filler * (1024 * 1024 // len(filler))

    answers = [timed(send_raw, service.me, value) for _ in range(3)]

    assert all(answer.status in (400, 401, 431) for answer, _ in answers)
    assert min(seconds for _, seconds in answers) < 0.05


def test_t9_accepts_a_token_just_within_its_bound(http, service, forger):
    padding = 16 * 1024 - len(forger.issue_for(service, padding=""))
    token = forger.issue_for(service, padding="x" * (padding * 3 // 4 - 8))

    answer = http.get(service.me, headers=bearer(token))

    assert 16 * 1024 - 32 < len(token) <= 16 * 1024
    assert answer.status_code == 200
