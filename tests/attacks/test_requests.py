"""Group T, third part: requests that no client library would send. RFC 9112 sections 5 and 6, RFC 9110 section 6.5."""

import pytest

from refusals import check_refused, check_refused_raw
from wire import send_raw

CHUNKED = b"Transfer-Encoding: chunked"
NEITHER = (400, 401, 501)


@pytest.fixture
def line(forger, service):
    return b"Authorization: Bearer " + forger.issue_for(service).encode()


@pytest.mark.parametrize("name", [b"Authorization", b"authorization", b"AUTHORIZATION", b"aUtHoRiZaTiOn"])
def test_accepts_the_header_in_any_case_rfc_9110_section_5_1(service, line, name):
    assert send_raw(service.me, name + line.removeprefix(b"Authorization")).status == 200


@pytest.mark.parametrize(
    "name", [b"Authorization ", b"Authorization\t", b" Authorization", b"Authorization\0", b"Auth\xf6"]
)
def test_t15_takes_no_name_with_anything_around_it_rfc_9112_section_5_1(service, line, name):
    answer = send_raw(service.me, b"X-First: 1", name + line.removeprefix(b"Authorization"))

    assert answer.status in NEITHER


@pytest.mark.parametrize("ending", [b"\n", b"\r", b"\0", b"\x85", b"\xe2\x80\xa8"])
def test_t15_takes_no_other_end_of_a_line_for_one_rfc_9112_section_2_2(service, line, ending):
    answer = send_raw(service.me, b"X-First: 1" + ending + b"X-Second: 2" + ending + line)

    # A line feed alone may be taken for the end of a line, and the header is then a header like any other.
    assert answer.status in NEITHER or (ending == b"\n" and answer.status == 200)


def test_t16_takes_no_credential_from_a_trailer_rfc_9110_section_6_5_1(service, line):
    body = b"1\r\n{\r\n0\r\n" + line + b"\r\n\r\n"

    answer = send_raw(service.write, CHUNKED, b"Trailer: Authorization", method=b"POST", after=body)

    check_refused_raw(answer, 401, None)


@pytest.mark.parametrize(
    "lengths",
    [
        [b"Content-Length: 5", CHUNKED],
        [CHUNKED, b"Content-Length: 5"],
        [b"Content-Length: 5", b"Content-Length: 50"],
        [b"Content-Length: 5, 50"],
        [b"Content-Length: +5"],
        [b"Content-Length: 0x5"],
        [b"Content-Length: -1"],
        [b"Content-Length: 5", b"Transfer-Encoding: xchunked"],
        [b"Content-Length: 5", b"Transfer-Encoding: chunked, identity"],
        [b"Content-Length: 5", b"Transfer-Encoding:\x0bchunked"],
    ],
    ids=repr,
)
def test_t17_answers_one_request_whatever_it_says_of_its_length_rfc_9112_section_6_3(service, line, lengths):
    """Request smuggling: what follows the body must not be taken for somebody's next request."""
    hidden = b"0\r\n\r\nGET /api/me/ HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n\r\n"

    answer = send_raw(service.write, *lengths, method=b"POST", after=hidden, connection=b"keep-alive")

    assert answer.status in NEITHER
    assert b"HTTP/1.1" not in answer.body
    assert b'"sub"' not in answer.body


@pytest.mark.parametrize(
    "header",
    [
        "Remote-User",
        "X-Remote-User",
        "X-Forwarded-User",
        "X-Auth-Request-User",
        "X-Userinfo",
        "X-Forwarded-Email",
        "From",
    ],
)
def test_t18_believes_no_header_that_names_somebody(http, service, header):
    check_refused(http.get(service.me, headers={header: "alice", "X-Forwarded-For": "127.0.0.1"}), 401, None)


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Forwarded-Prefix"])
def test_t18_lets_no_header_lead_to_another_path(http, service, header):
    answer = http.get(service.me, headers={header: "/livez"})

    check_refused(answer, 401, None)


@pytest.mark.parametrize("host", [b"evil.example", b"127.0.0.1.evil.example", b"", b"evil.example@127.0.0.1", b"a b"])
def test_t19_answers_to_no_other_host_and_repeats_none_rfc_9110_section_7_2(service, line, host):
    answer = send_raw(service.me, line, host=host)

    assert answer.status == 400
    assert b"evil" not in answer.body + repr(answer.headers).encode()


@pytest.mark.parametrize("header", [b"X-Forwarded-Host: evil.example", b"Forwarded: host=evil.example;proto=https"])
def test_t19_takes_no_address_of_its_own_from_a_header(service, header):
    answer = send_raw(service.me, header)

    check_refused_raw(answer, 401, None)
    assert b"evil" not in answer.body + repr(answer.headers).encode()
