"""What ends a session while another request renews it ends what the renewal brought as well."""

import time
from dataclasses import dataclass
from threading import Thread

import pytest
from django.db import connections
from django.test import Client, RequestFactory
from small_project.browsing import age, sign_in, who

from coatcheck.django import login_wiring
from coatcheck.django.models import LoginSession
from coatcheck.django.renewal import Sessions
from coatcheck.django.session import SessionEnded
from coatcheck.django.signout import LogoutView
from coatcheck.openid import Provider, Tokens

LIMIT = 20.0


@pytest.fixture
def ageing(browser):
    """Give a browser whose access token must be renewed at the next request."""
    sign_in(browser)
    age(browser)
    return browser


@pytest.fixture
def elsewhere(provider):
    """Give another browser of the same person."""
    other = Client()
    sign_in(other)
    return other


@pytest.fixture
def renewing(ageing, provider):
    """Give the same while one of its requests renews it: the provider takes its time to answer."""
    provider.misbehave("slow", "token")
    renewal = Thread(target=visit, args=(ageing,))
    renewal.start()
    end = time.monotonic() + LIMIT
    while not any(each.form.get("grant_type") == ["refresh_token"] for each in provider.received):
        assert time.monotonic() < end
        time.sleep(0.005)
    yield ageing
    renewal.join(LIMIT)


def visit(browser):
    who(browser)
    connections.close_all()


def sign_out(browser, **form):
    """Answer as the view does for a request that was judged before the renewal began."""
    request = RequestFactory().post("/logout/", form)
    request.session = browser.session
    return LogoutView.as_view()(request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("small_project.login_urls")
def test_a_sign_out_ends_what_a_renewal_brings_meanwhile(renewing, provider):
    assert sign_out(renewing).status_code == 302

    assert not LoginSession.objects.exists()
    assert not provider.logins.refresh_tokens


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("small_project.login_urls")
def test_so_does_a_sign_out_everywhere_from_another_browser(elsewhere, renewing, provider):
    assert sign_out(elsewhere, everywhere="yes").status_code == 302

    assert not LoginSession.objects.exists()
    assert not provider.logins.refresh_tokens


@dataclass
class Overtaken:
    """The provider, at which a renewal takes so long that the session is gone when it ends."""

    provider: Provider

    def renew(self, refresh_token: str) -> Tokens:
        tokens = self.provider.renew(refresh_token)
        LoginSession.objects.all().delete()
        return tokens

    def revoke(self, refresh_token: str) -> None:
        self.provider.revoke(refresh_token)


@pytest.fixture
def overtaken(ageing):
    """Give what renews sessions, on a database that keeps nobody from deleting what another has locked."""
    known = login_wiring.sessions()
    return Sessions(known.judge, Overtaken(known.provider), known.id_tokens)


@pytest.mark.django_db
@pytest.mark.urls("small_project.login_urls")
def test_a_renewal_revives_no_session_that_is_gone(overtaken, provider):
    with pytest.raises(SessionEnded):
        overtaken.principal(LoginSession.objects.get())

    assert not LoginSession.objects.exists()
    assert not provider.logins.refresh_tokens


@pytest.mark.django_db
@pytest.mark.urls("small_project.login_urls")
def test_nor_does_it_where_the_realm_cannot_be_told(overtaken, provider):
    provider.misbehave("error", "revocation")

    with pytest.raises(SessionEnded):
        overtaken.principal(LoginSession.objects.get())

    assert not LoginSession.objects.exists()


@pytest.mark.django_db
@pytest.mark.urls("small_project.login_urls")
def test_a_person_whose_session_was_ended_elsewhere_is_sent_to_sign_in_once(ageing):
    LoginSession.objects.all().delete()

    sent, then = (ageing.get("/who/", headers={"accept": "text/html"}) for _ in range(2))

    assert (sent.status_code, then.status_code) == (302, 200)


@pytest.mark.django_db
@pytest.mark.urls("small_project.login_urls")
def test_the_next_login_finds_nothing_of_what_an_ended_session_held(browser):
    sign_in(browser)
    session = browser.session
    session["basket"] = "full"
    session.save()
    LoginSession.objects.all().delete()

    sign_in(browser)

    assert "basket" not in browser.session
    assert who(browser) == "alice"
