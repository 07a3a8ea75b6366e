import pytest
from django.db import DatabaseError
from django.db.models.signals import pre_delete
from django.test import Client

from coatcheck.django import once
from coatcheck.django.models import LoginSession, Revocation
from coatcheck.testing import Fault
from coatcheck.testing.readiness import wait_for_keys

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def post(provider):
    """Give a function that posts a logout token as the authorization server does."""

    def post(token, *, content_type=FORM, **extra):
        client = Client(enforce_csrf_checks=True)
        body = f"logout_token={token}" if isinstance(token, str) else token
        return client.generic("POST", "/oidc/backchannel-logout/", body, content_type=content_type, **extra)

    wait_for_keys()
    return post


@pytest.fixture
def logout_token(provider):
    return lambda **claims: provider.issue_logout_token("orders-web", **({"sub": "alice", "sid": "sid-1"} | claims))


@pytest.fixture
def signed_in(provider):
    """Three browser sessions: two of alice's, one of bob's."""
    rows = [("alice", "sid-1"), ("alice", "sid-2"), ("bob", "sid-3")]
    for number, (subject, session) in enumerate(rows):
        LoginSession.objects.create(
            key=str(number),
            issuer=provider.issuer,
            subject=subject,
            session_id=session,
            sealed="-",
            expires_at="2030-01-01T00:00Z",
        )


def sessions():
    return set(LoginSession.objects.values_list("session_id", flat=True))


# L11
def test_a_session_id_ends_that_session_only(post, logout_token, signed_in):
    answer = post(logout_token())

    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer["Cache-Control"]
    assert sessions() == {"sid-2", "sid-3"}
    assert Revocation.objects.get().key == "sid-1"


def test_a_subject_alone_ends_all_of_its_sessions(post, provider, signed_in):
    answer = post(provider.issue_logout_token("orders-web", sub="alice"))

    assert answer.status_code == 200
    assert sessions() == {"sid-3"}
    assert Revocation.objects.get().kind == "subject"


def test_what_was_not_ended_here_may_be_tried_again(post, logout_token, signed_in):
    def fail(**_):
        raise DatabaseError

    token = logout_token()
    pre_delete.connect(fail, sender=LoginSession)
    try:
        first = post(token)
    finally:
        pre_delete.disconnect(fail, sender=LoginSession)

    assert first.status_code == 503
    assert post(token).status_code == 200
    assert sessions() == {"sid-2", "sid-3"}


def test_an_unknown_session_is_as_welcome(post, logout_token, signed_in):
    assert post(logout_token(sid="sid-9")).status_code == 200
    assert sessions() == {"sid-1", "sid-2", "sid-3"}


# L10
def test_a_replayed_token_has_no_second_effect(post, logout_token, signed_in):
    token = logout_token(sid="sid-9")
    post(token)

    again = post(token)

    assert again.status_code == 400
    assert Revocation.objects.count() == 1


def refused(answer):
    document = answer.json()
    return (
        answer.status_code == 400 and document["error"] == "invalid_request" and "no-store" in answer["Cache-Control"]
    )


@pytest.mark.parametrize(
    "claims",
    [
        {"events": {}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"nonce": "n"},
        {"aud": "orders"},
        {"iss": "https://evil.example"},
        {"exp": 1},
    ],
    ids=str,
)
def test_a_token_that_breaks_a_rule_is_refused_and_ends_nothing(post, logout_token, signed_in, claims):
    assert refused(post(logout_token(**claims)))
    assert not Revocation.objects.exists()
    assert len(sessions()) == 3


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "ES256"])
def test_a_token_signed_in_another_way_is_refused_and_ends_nothing(post, logout_token, provider, signed_in, algorithm):
    claims = provider.issued[logout_token()]

    assert refused(post(provider.sign(claims, typ="logout+jwt", headers={"alg": algorithm})))
    assert not Revocation.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"logout_token=", b"logout_token=a&logout_token=b", b"token=a", b"logout_token=" + b"a" * 30_000]
)
def test_a_form_without_exactly_one_token_is_refused(post, body):
    assert refused(post(body))


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_a_form_will_do(post, logout_token, kind):
    assert refused(post(logout_token(), content_type=kind))


def test_an_odd_length_is_refused(post, logout_token):
    assert refused(post(logout_token(), CONTENT_LENGTH="many"))


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_post_will_do(provider, method):
    assert getattr(Client(), method)("/oidc/backchannel-logout/").status_code == 405


def test_a_dead_realm_is_no_verdict(post, logout_token, provider):
    provider.rotate("unseen")
    token = logout_token()
    provider.misbehave(Fault.DEAD)
    once.reset()

    answer = post(token)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


def test_a_project_without_a_login_has_no_such_place(post, logout_token, settings):
    settings.COATCHECK = {"ISSUER": settings.COATCHECK["ISSUER"], "AUDIENCE": "orders"}

    assert post(logout_token()).status_code == 404
