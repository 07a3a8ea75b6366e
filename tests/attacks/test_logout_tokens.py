"""Rows L8 to L11: logout tokens of the realm's own hand that must end nothing, and those that end exactly what they say.

OpenID Connect Back-Channel Logout 1.0 section 2.6.
"""

import time
import uuid

import pytest

from coatcheck.testing import make_key, sign
from coatcheck.testing.tokens import BACK_CHANNEL_EVENT

LIMIT = 5.0


@pytest.fixture
def session():
    return {"subject": f"sub-{uuid.uuid4()}", "sid": f"sid-{uuid.uuid4()}"}


@pytest.fixture
def access(forger, service, session):
    """Give a maker of access tokens of this session, accepted as they are."""
    return lambda **claims: forger.issue_for(service, **(session | claims))


@pytest.fixture
def logout_token(forger, service, session):
    """Give a maker of logout tokens for this session, right but for the changes; a change to `None` takes out."""

    def make(*, header=None, key=None, **changes):
        now = int(time.time())
        claims = {
            "iss": forger.issuer,
            "aud": f"{service.name}-web",
            "iat": now,
            "exp": now + 120,
            "jti": str(uuid.uuid4()),
            "sub": session["subject"],
            "sid": session["sid"],
            "typ": "Logout",
            "events": {BACK_CHANNEL_EVENT: {}},
        }
        payload = {name: value for name, value in (claims | changes).items() if value is not None}
        head = {"alg": "RS256", "kid": forger.keys[0].key_id, "typ": "logout+jwt"} | (header or {})
        return sign(head, payload, key or forger.keys[0])

    return make


@pytest.fixture
def post(http, service):
    return lambda token: http.post(f"{service.url}/oidc/backchannel-logout/", data={"logout_token": token})


def refused_at_last(send, token):
    """Wait until twenty answers in a row are refusals, so that no worker is left that accepts."""
    end, row = time.monotonic() + LIMIT, 0
    while row < 20:
        row = row + 1 if send(token).status_code == 401 else 0
        assert time.monotonic() < end, "a worker still accepts it"


def accepted_by_all(send, token):
    return all(send(token).status_code == 200 for _ in range(20))


def test_l11_a_session_id_ends_exactly_that_session(post, send, access, logout_token):
    ended, other = access(), access(sid=f"sid-{uuid.uuid4()}")
    assert accepted_by_all(send, ended)

    answer = post(logout_token())

    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer.headers["Cache-Control"]
    refused_at_last(send, ended)
    assert accepted_by_all(send, other)


def test_l11_a_subject_alone_ends_all_its_sessions(post, send, access, logout_token, forger, service):
    first, second = access(), access(sid=f"sid-{uuid.uuid4()}")
    other = forger.issue_for(service, subject=f"sub-{uuid.uuid4()}", sid=f"sid-{uuid.uuid4()}")

    assert post(logout_token(sid=None)).status_code == 200

    refused_at_last(send, first)
    refused_at_last(send, second)
    assert accepted_by_all(send, other)


def test_l11_an_unknown_session_is_as_welcome(post, logout_token):
    assert post(logout_token(sid="nobody-s")).status_code == 200


def test_l10_a_replayed_token_has_no_second_effect(post, logout_token):
    token = logout_token(sid="nobody-s-either")
    assert post(token).status_code == 200

    again = post(token)

    assert again.status_code == 400
    assert again.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": []},
        {"events": [BACK_CHANNEL_EVENT]},
        {"events": {BACK_CHANNEL_EVENT: "yes"}},
        {"nonce": "n"},
        {"sub": None, "sid": None},
        {"sid": 7},
        {"sid": ""},
    ],
    ids=str,
)
def test_l8_what_is_no_logout_ends_nothing(post, send, access, logout_token, spoilt):
    token = access()

    answer = post(logout_token(**spoilt))

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert "no-store" in answer.headers["Cache-Control"]
    assert accepted_by_all(send, token)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"aud": "account"},
        {"aud": ["catalog", "billing"]},
        {"aud": None},
        {"iss": "https://evil.example/realms/coatcheck"},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"exp": 1},
        {"iat": 1, "exp": 121},
        {"typ": "ID"},
        {"typ": "Bearer"},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"typ": "at+jwt"}},
        {"header": {"kid": "nobody-s"}},
        {"header": {"crit": ["b64"]}},
        {"key": make_key("stranger")},
    ],
    ids=lambda spoilt: ",".join(f"{name}={value}"[:40] for name, value in spoilt.items()),
)
def test_l9_what_is_not_for_us_ends_nothing_cve_2019_10157(post, send, access, logout_token, spoilt):
    token = access()

    answer = post(logout_token(**spoilt))

    assert answer.status_code in (400, 503 if "kid" in spoilt.get("header", {}) else 400)
    assert accepted_by_all(send, token)


def test_l9_an_access_token_is_no_logout_token(post, send, access):
    token = access()

    assert post(token).status_code == 400
    assert accepted_by_all(send, token)


@pytest.mark.parametrize("form", [{}, {"token": "a"}, {"logout_token": ""}, {"logout_token": ["a", "b"]}])
def test_l9_a_form_without_exactly_one_token(http, service, form):
    assert http.post(f"{service.url}/oidc/backchannel-logout/", data=form).status_code == 400


def test_l9_a_token_beyond_all_bounds_is_refused_quickly(post):
    started = time.monotonic()

    answer = post("a" * 1_000_000)

    assert answer.status_code in (400, 413)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_l9_only_a_form_post_will_do(http, service, method):
    assert http.request(method, f"{service.url}/oidc/backchannel-logout/").status_code == 405


def test_l9_json_will_not_do(http, service, logout_token):
    answer = http.post(f"{service.url}/oidc/backchannel-logout/", json={"logout_token": logout_token()})

    assert answer.status_code == 400
