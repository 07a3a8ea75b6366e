"""When a session's token is renewed: shortly before its end, and never while it is new."""

from dataclasses import replace

import pytest
from small_project.browsing import age, held, renewals, sign_in, who

from coatcheck.django import login_wiring
from coatcheck.django.models import LoginSession

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]


def test_renews_shortly_before_the_token_ends(browser, provider):
    sign_in(browser)
    age(browser)
    before = held().tokens

    assert who(browser) == "alice"

    assert renewals(provider) == 1
    assert held().tokens.access != before.access


def test_leaves_a_token_alone_that_has_long_to_live(browser, provider):
    sign_in(browser)

    who(browser)

    assert renewals(provider) == 0


def test_leaves_a_token_alone_that_is_short_but_new(browser, provider):
    provider.lifetime = 60
    sign_in(browser)

    assert [who(browser) for _ in range(4)] == ["alice"] * 4
    assert renewals(provider) == 0


@pytest.mark.parametrize(("lifetime", "lived", "renewed"), [(30, 14, 0), (30, 15, 1), (100, 49, 0), (100, 50, 1)])
def test_renews_a_short_token_when_half_of_its_life_is_over(browser, provider, lifetime, lived, renewed):
    provider.lifetime = lifetime
    sign_in(browser)
    now = held().tokens.issued_at + lived

    replace(login_wiring.sessions(), clock=lambda: now).principal(LoginSession.objects.get())

    assert renewals(provider) == renewed
