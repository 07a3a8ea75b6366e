import pytest

from coatcheck.errors import CoatcheckError, InvalidToken, RealmUnavailable, Reason, Refusal


def test_an_outage_is_no_refusal():
    assert not issubclass(RealmUnavailable, Refusal)
    assert issubclass(RealmUnavailable, CoatcheckError)


@pytest.mark.parametrize(("about", "text"), [("", "expired"), ("exp", "expired: exp")])
def test_a_refusal_tells_its_reason_and_what_it_is_about(about, text):
    refusal = InvalidToken(Reason.EXPIRED, about=about)

    assert (str(refusal), refusal.reason, refusal.about) == (text, Reason.EXPIRED, about)


def test_an_outage_tells_when_to_come_back():
    outage = RealmUnavailable("nobody there", retry_after=7)

    assert (outage.status, outage.retry_after, str(outage)) == (503, 7, "nobody there")
