"""Group C, times: tokens too old, too young, too long-lived, or without a clock's reading. RFC 7519 section 4.1, RFC 9068."""

import json
import time

import pytest


@pytest.fixture
def accept_older(send, forger, service):
    """Give a check of a token issued `age` seconds ago; whoever ended everybody's tokens since then is waited out."""

    def check(age, **claims):
        end = time.monotonic() + age + 15
        while (answer := send(forger.issue_for(service, issued_at=time.time() - age, **claims))).status_code != 200:
            assert time.monotonic() < end, answer.text
            time.sleep(0.5)

    return check


def test_accepts_what_this_file_spoils(accept_older):
    accept_older(10, expires_in=60)


@pytest.mark.parametrize(
    "value", [None, True, False, [], [4102444800], {}, "", "4102444800", "never", -1, 0, 1e18, -1e300]
)
@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_c7_refuses_a_time_that_is_no_time_rfc_7519_section_2(refuse_claims, claim, value):
    refuse_claims(**{claim: value})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5000, "0x7fffffff"])
@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_c7_refuses_a_number_beyond_every_clock(refuse_text, forger, service, claim, number):
    text = json.dumps(forger.issued[forger.issue_for(service)])
    member = f'"{claim}": '
    digits = text[text.index(member) + len(member) :].split(",")[0]

    refuse_text(member + digits[:5], f'{member}{number}, "x": {digits[:5]}')


def test_c8_accepts_a_time_with_a_fraction(accept):
    accept(exp=time.time() + 60.5, iat=time.time() - 1.25)


def test_c10_allows_half_a_minute_after_the_end_and_no_more(accept_older, refuse_claims):
    accept_older(30, expires_in=5)
    refuse_claims(issued_at=time.time() - 30, expires_in=-5)
    refuse_claims(issued_at=time.time() - 40, expires_in=5)


def test_c11_allows_half_a_minute_from_the_future_and_no_more(accept, refuse_claims):
    accept(issued_at=time.time() + 25)
    refuse_claims(issued_at=time.time() + 40)
    accept(nbf=time.time() + 25)
    refuse_claims(nbf=time.time() + 40)


@pytest.mark.parametrize("value", [None, True, "0", [], {}, "now"])
def test_c11_refuses_a_not_before_that_is_no_time(refuse_claims, value):
    refuse_claims(nbf=value)


@pytest.mark.parametrize("lifetime", [3601, 86_400, 10 * 365 * 86_400])
def test_c12_refuses_a_lifetime_beyond_an_hour(refuse_claims, lifetime):
    refuse_claims(expires_in=lifetime)


def test_c12_accepts_a_lifetime_of_an_hour(accept):
    accept(expires_in=3600)
