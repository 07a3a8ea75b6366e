"""Group T, fourth part: the services speak HTTP/2 as well, where a header's rules are others. RFC 9113 section 8."""

import pytest

from wire_http2 import send_http2


@pytest.fixture
def token(forger, service):
    return forger.issue_for(service).encode()


def test_accepts_what_this_file_spoils(service, token):
    assert send_http2(service.me, (b"authorization", b"Bearer " + token))["username"] == "alice"


def test_t1_asks_for_a_token_where_none_came(service):
    assert send_http2(service.me)["status"] == 401


@pytest.mark.parametrize("second", [b"Bearer {}", b"Basic YTph", b"", b"Bearer", b"DPoP x"])
def test_t8_refuses_two_authorization_fields(service, token, second):
    good, other = (b"authorization", b"Bearer " + token), (b"authorization", second.replace(b"{}", token))

    for fields in ((good, other), (other, good)):
        answer = send_http2(service.me, *fields)
        assert answer is None or answer["status"] in (400, 401)


@pytest.mark.parametrize(
    "value", [b"", b" ", b"Bearer", b"Bearer ", b"Bearer a b", b"Bearer\t{}", b"Bearer  {}", b"Bearer {}\xe9"]
)
def test_t3_refuses_a_value_that_is_not_scheme_space_token(service, token, value):
    answer = send_http2(service.me, (b"authorization", value.replace(b"{}", token)))

    assert answer is None or answer["status"] == 400


@pytest.mark.parametrize("value", [b"Bearer {}\r\nx: y", b"Bearer {}\n", b"Bearer {}\0", b"\r\nBearer {}"])
def test_t15_takes_no_end_of_a_line_within_a_value_rfc_9113_section_8_2_1(service, token, value):
    answer = send_http2(service.me, (b"authorization", value.replace(b"{}", token)))

    assert answer is None or answer["status"] == 400


@pytest.mark.parametrize(
    "name", [b"Authorization", b"AUTHORIZATION", b"authorization ", b" authorization", b"authorization:"]
)
def test_t15_takes_no_other_name_for_the_field_rfc_9113_section_8_2_1(service, token, name):
    answer = send_http2(service.me, (name, b"Bearer " + token))

    assert answer is None or answer["status"] in (400, 401)


@pytest.mark.parametrize("name", [b":authorization", b":method", b":path", b":status", b":scheme"])
def test_t15_takes_no_odd_pseudo_header_rfc_9113_section_8_3(service, token, name):
    answer = send_http2(service.me, (b"authorization", b"Bearer " + token), (name, b"/livez"))

    assert answer is None


@pytest.mark.parametrize("field", [(b"transfer-encoding", b"chunked"), (b"connection", b"close"), (b"te", b"gzip")])
def test_t17_takes_no_field_of_a_connection_rfc_9113_section_8_2_2(service, token, field):
    answer = send_http2(service.me, (b"authorization", b"Bearer a.b.c"), field)

    assert answer is None or answer["status"] in (400, 401)
