import pytest

from coatcheck.challenge import write_challenge
from coatcheck.errors import InsufficientScope, InvalidRequest, InvalidToken, Reason

METADATA = "https://orders.example/.well-known/oauth-protected-resource"


def test_names_no_error_where_a_credential_is_only_missing():
    """RFC 6750 section 3.1."""
    assert write_challenge("orders", METADATA) == f'Bearer realm="orders", resource_metadata="{METADATA}"'


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (InvalidRequest(Reason.MALFORMED_HEADER), "invalid_request"),
        (InvalidToken(Reason.EXPIRED), "invalid_token"),
        (InsufficientScope(Reason.MISSING_ROLE), "insufficient_scope"),
    ],
)
def test_names_the_error_and_not_the_reason(refusal, code):
    challenge = write_challenge("orders", METADATA, refusal)

    assert f'error="{code}", error_description="{refusal.description}"' in challenge
    assert refusal.reason.value not in challenge
    assert "scope=" not in challenge.replace("insufficient_scope", "")


def test_names_the_scopes_that_would_help():
    refusal = InsufficientScope(Reason.MISSING_SCOPE, scope=("orders:read", "orders:write"))

    assert 'scope="orders:read orders:write"' in write_challenge("orders", METADATA, refusal)


def test_lets_no_foreign_character_into_the_header():
    challenge = write_challenge('or"d\\e\r\nr\x7fs: ü\u2028', METADATA)

    assert challenge == f'Bearer realm="orders: ", resource_metadata="{METADATA}"'
