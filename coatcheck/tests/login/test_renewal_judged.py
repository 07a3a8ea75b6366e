"""What becomes of a session by how its token is judged, before a renewal and after it."""

from dataclasses import replace

import pytest
from small_project.browsing import sign_in

from coatcheck.django import login_wiring
from coatcheck.django.models import LoginSession
from coatcheck.django.session import Held, SessionEnded, keep
from coatcheck.errors import InvalidToken, Reason

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]

ALICE = object()


class Judge:
    """Says what it is told to, one after the other; a reason is a refusal."""

    def __init__(self, *sayings):
        self.sayings = list(sayings)

    def __call__(self, held):
        saying = self.sayings.pop(0)
        if isinstance(saying, Reason):
            raise InvalidToken(saying)
        return saying


@pytest.fixture
def row(browser):
    sign_in(browser)
    return LoginSession.objects.get()


@pytest.fixture
def waited():
    return []


@pytest.fixture
def judged(row, waited):
    """Give a function that asks whom the session speaks for, where its tokens are judged like this."""

    def judged(*sayings, **changes):
        given = {"judge": Judge(*sayings), "wait": waited.append} | changes
        return replace(login_wiring.sessions(), **given).principal(row)

    return judged


def renewals(provider):
    return sum(request.form.get("grant_type") == ["refresh_token"] for request in provider.received)


def hold(row, **changes):
    held = Held.unsealed(row.sealed)
    keep(row, replace(held, tokens=replace(held.tokens, **changes)))


def test_a_token_that_no_renewal_helps_ends_the_session(judged, provider):
    with pytest.raises(SessionEnded):
        judged(Reason.REVOKED)

    assert renewals(provider) == 0


def test_a_renewed_token_that_is_refused_ends_the_session(judged, provider):
    with pytest.raises(SessionEnded):
        judged(Reason.EXPIRED, Reason.WRONG_AUDIENCE)

    assert renewals(provider) == 1


def test_a_token_of_the_events_own_second_is_renewed_in_the_next(judged, waited, provider):
    assert judged(Reason.RENEWAL_NEEDED, Reason.RENEWAL_NEEDED, ALICE, clock=lambda: 10.25) is ALICE
    assert waited == [0.75]
    assert renewals(provider) == 2


def test_a_token_that_even_then_needs_renewal_ends_the_session(judged):
    with pytest.raises(SessionEnded):
        judged(*[Reason.RENEWAL_NEEDED] * 3)


def test_a_renewal_ahead_that_is_refused_ends_the_session(judged):
    with pytest.raises(SessionEnded):
        judged(ALICE, Reason.REVOKED, clock=lambda: 1e12)


def test_without_a_refresh_token_a_session_lives_as_long_as_its_token(judged, row, provider):
    hold(row, refresh=None)
    row.refresh_from_db()

    assert judged(ALICE, clock=lambda: 1e12) is ALICE
    with pytest.raises(SessionEnded):
        judged(Reason.EXPIRED)
    assert renewals(provider) == 0


def test_takes_what_another_worker_has_renewed(judged, row, provider):
    hold(row, access="renewed elsewhere")

    assert judged(Reason.EXPIRED, ALICE) is ALICE
    assert renewals(provider) == 0


def test_a_session_that_was_ended_meanwhile_is_not_renewed(judged, provider):
    LoginSession.objects.all().delete()

    with pytest.raises(SessionEnded):
        judged(Reason.EXPIRED)

    assert renewals(provider) == 0


def test_what_comes_for_a_session_that_has_just_ended_is_given_back(judged, provider):
    class Slow:
        """Somebody signs out while the realm answers."""

        revoke = staticmethod(login_wiring.provider().revoke)

        def renew(self, refresh_token):
            LoginSession.objects.all().delete()
            return login_wiring.provider().renew(refresh_token)

    with pytest.raises(SessionEnded):
        judged(Reason.EXPIRED, provider=Slow())

    assert provider.requests["revocation"] == 1
    assert not provider.logins.refresh_tokens
