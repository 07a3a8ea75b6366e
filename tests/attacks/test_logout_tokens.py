"""Group L, logout tokens: who may say that a session is over. OpenID Connect Back-Channel Logout 1.0 section 2.6."""

import time
import uuid

import pytest

from coatcheck.testing import make_key
from coatcheck.testing.tokens import BACK_CHANNEL_EVENT

BOUND = 2.0


@pytest.fixture
def client(service):
    """Give the client that people sign in with, for which logout tokens are meant."""
    return f"{service.name}-web"


@pytest.fixture
def session():
    return {"sid": str(uuid.uuid4()), "sub": str(uuid.uuid4())}


@pytest.fixture
def claims(forger, client, session):
    return dict(forger.issued[forger.issue_logout_token(client, **session)])


@pytest.fixture
def deliver(http, service):
    return lambda token: http.post(f"{service.url}/oidc/backchannel-logout/", data={"logout_token": token})


@pytest.fixture
def refuse(deliver):
    def check(token):
        answer = deliver(token)
        assert answer.status_code == 400, answer.text
        assert "no-store" in answer.headers["cache-control"]
        assert not token or token not in answer.text

    return check


@pytest.fixture
def last_accepted(http, service):
    """Give a measure: seconds until no worker accepts the token any more."""

    def measure(token):
        started, refusals, last = time.monotonic(), 0, 0.0
        while refusals < 20:
            answer = http.get(service.me, headers={"Authorization": f"Bearer {token}"})
            refusals = refusals + 1 if answer.status_code == 401 else 0
            last = last if refusals else time.monotonic() - started
            assert last < 10, "it is still accepted"
        return last

    return measure


def test_accepts_what_this_file_spoils(forger, claims, deliver):
    assert deliver(forger.sign(claims, typ="logout+jwt")).status_code == 200


@pytest.mark.parametrize(
    "events", [None, {}, [], [BACK_CHANNEL_EVENT], BACK_CHANNEL_EVENT, {"other": {}}, {BACK_CHANNEL_EVENT: []}, True]
)
def test_l8_refuses_a_token_whose_events_are_no_logout(refuse, forger, claims, events):
    refuse(forger.sign(claims | {"events": events}, typ="logout+jwt"))


@pytest.mark.parametrize("without", [("events",), ("sid", "sub"), ("iat",), ("exp",), ("jti",), ("iss",), ("aud",)])
def test_l8_refuses_a_token_that_leaves_out_what_it_must_say(refuse, forger, claims, without):
    refuse(forger.sign(claims, typ="logout+jwt", without=without))


@pytest.mark.parametrize("nonce", ["", "n", None, 0])
def test_l8_refuses_a_token_with_a_nonce(refuse, forger, claims, nonce):
    refuse(forger.sign(claims | {"nonce": nonce}, typ="logout+jwt"))


@pytest.mark.parametrize("name", ["sid", "sub"])
@pytest.mark.parametrize("value", [None, 1, "", "a\0b", ["x"], {}, "x" * 256])
def test_l8_refuses_a_session_or_subject_that_is_no_plain_text(refuse, forger, claims, name, value):
    refuse(forger.sign(claims | {name: value}, typ="logout+jwt"))


def test_l9_refuses_a_token_without_a_good_signature_cve_2019_10157(refuse, forger, claims):
    good = forger.sign(claims, typ="logout+jwt")

    refuse(good.rpartition(".")[0] + ".")
    refuse(forger.sign(claims, typ="logout+jwt", headers={"alg": "none"}))
    refuse(forger.sign(claims, typ="logout+jwt", key=make_key("attacker"), headers={"kid": forger.keys[0].key_id}))
    refuse("")
    refuse("a.b.c")


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "account"},
        {"aud": "catalog"},
        {"aud": []},
        {"aud": ["x"]},
        {"iss": "https://evil.example"},
        {"iat": int(time.time()) - 3600, "exp": int(time.time()) - 3480},
        {"iat": int(time.time()) + 600, "exp": int(time.time()) + 720},
        {"exp": int(time.time()) + 10 * 86_400},
        {"exp": "never"},
        {"typ": "ID"},
        {"typ": "Bearer"},
    ],
    ids=str,
)
def test_l9_refuses_a_token_for_another_client_realm_or_time(refuse, forger, claims, change):
    refuse(forger.sign(claims | change, typ="logout+jwt"))


@pytest.mark.parametrize("typ", ["at+jwt", "dpop+jwt", "secevent+jwt"])
def test_l9_refuses_a_token_of_another_type(refuse, forger, claims, typ):
    refuse(forger.sign(claims, typ=typ))


def test_l9_refuses_an_id_token_and_an_access_token(refuse, forger, service, client, session):
    refuse(forger.issue(audience=client, typ="JWT", payload_type="ID", **session))
    refuse(forger.issue_for(service, **session))


@pytest.mark.parametrize("form", [{}, {"logout_token": ""}, {"token": "x"}, {"logout_token": ["a", "b"]}])
def test_l9_needs_exactly_one_token_in_the_form(http, service, form):
    assert http.post(f"{service.url}/oidc/backchannel-logout/", data=form).status_code == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_l9_takes_a_logout_by_post_only(http, service, method):
    assert http.request(method, f"{service.url}/oidc/backchannel-logout/").status_code == 405


def test_l10_refuses_a_token_that_was_used_before(deliver, refuse, forger, claims):
    token = forger.sign(claims, typ="logout+jwt")
    assert deliver(token).status_code == 200

    refuse(token)


def test_l11_ends_the_one_session_that_is_named(deliver, forger, service, claims, session, last_accepted, accept):
    dying = forger.issue_for(service, sid=session["sid"], subject=session["sub"])
    accept(sid=session["sid"], subject=session["sub"])

    assert deliver(forger.sign(claims, typ="logout+jwt")).status_code == 200

    assert last_accepted(dying) < BOUND
    accept(sid=str(uuid.uuid4()), subject=session["sub"])


def test_l11_ends_every_session_of_a_subject_that_is_named_alone(
    deliver, forger, service, claims, session, last_accepted
):
    tokens = [forger.issue_for(service, sid=str(uuid.uuid4()), subject=session["sub"]) for _ in range(2)]

    assert deliver(forger.sign(claims, typ="logout+jwt", without=("sid",))).status_code == 200

    assert all(last_accepted(token) < BOUND for token in tokens)


def test_l11_says_yes_to_a_session_it_has_never_seen(deliver, forger, claims):
    assert deliver(forger.sign(claims | {"sid": "never-seen"}, typ="logout+jwt", without=("sub",))).status_code == 200
