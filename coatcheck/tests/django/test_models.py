import pytest

from coatcheck.django.models import AdminChange, ClientName, FeedState, KeySet, LoginSession, Revocation

ISSUER = "https://id.example.test/realms/acme"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (LoginSession(key="secret", subject="alice", sealed="secret"), "login of alice"),
        (AdminChange(name="alice", object_repr="a mug"), "alice: a mug"),
        (Revocation(kind="session", key="secret", effect="ended"), "session ended"),
        (FeedState(source="events"), "events"),
        (ClientName(client_id="7f6a", name="orders-web"), "orders-web"),
        (KeySet(issuer=ISSUER), f"keys of {ISSUER}"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_row_says_what_it_is_and_no_secret(row, text):
    assert str(row) == text
