import pytest
from clocks import Clock

from coatcheck.config import Policy
from coatcheck.errors import InvalidToken, Reason
from coatcheck.keys import StaticKeys
from coatcheck.testing import make_key
from coatcheck.verifier import TokenVerifier


@pytest.fixture
def clock(realm):
    realm.clock = Clock()
    return realm.clock


@pytest.fixture
def policy(realm):
    return Policy(realm.issuer, "orders")


class ChangingKeys(StaticKeys):
    """Keys whose version tests change."""

    def __init__(self, document):
        super().__init__(document)
        self.version = 0
        self.asked = 0

    def find(self, key_id, algorithm):
        self.asked += 1
        return super().find(key_id, algorithm)


@pytest.fixture
def keys(realm):
    return ChangingKeys(realm.key_set())


class Dead:
    """A record of what has ended."""

    def __init__(self):
        self.subjects = set()

    def refuse_revoked(self, claims):
        if claims.subject in self.subjects:
            raise InvalidToken(Reason.REVOKED)


@pytest.fixture
def dead():
    return Dead()


@pytest.fixture
def verifier(policy, keys, dead, clock):
    return TokenVerifier(policy, keys, revocations=dead, clock=clock)


def refuse(verifier, token):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(token)
    return refused.value.reason


def test_returns_who_the_token_speaks_for(realm, verifier):
    token = realm.issue(roles=["clerk"], scope="orders:read", username="alice")

    principal = verifier.verify(token)

    assert (principal.username, principal.kind) == ("alice", "user")
    assert principal.roles == {"clerk"}
    assert principal.scopes == {"orders:read"}


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"audience": "billing"}, Reason.WRONG_AUDIENCE),
        ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER),
        ({"payload_type": "ID"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"payload_type": "Refresh"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"payload_type": "Logout"}, Reason.WRONG_PAYLOAD_TYPE),
        ({"typ": "logout+jwt"}, Reason.WRONG_TYPE),
        ({"without": ["exp"]}, Reason.MISSING_CLAIM),
        ({"without": ["iss"]}, Reason.MISSING_CLAIM),
        ({"without": ["header.kid"]}, Reason.MALFORMED_TOKEN),
        ({"exp": "1"}, Reason.MALFORMED_CLAIM),
        ({"expires_in": 315_360_000}, Reason.LIFETIME_TOO_LONG),
        ({"expires_in": -31}, Reason.EXPIRED),
        ({"client_id": "other"}, Reason.WRONG_CLIENT),
        ({"headers": {"alg": "none"}}, Reason.WRONG_ALGORITHM),
        ({"headers": {"kid": "unknown"}}, Reason.UNKNOWN_KEY),
        ({"headers": {"crit": ["exp"]}}, Reason.FORBIDDEN_HEADER),
        ({"key": make_key("realm-1", "ES256")}, Reason.WRONG_ALGORITHM),
        ({"key": make_key("thief"), "headers": {"kid": "realm-1"}}, Reason.BAD_SIGNATURE),
    ],
)
def test_refuses_a_token_spoilt_once(realm, verifier, spoilt, reason):
    assert refuse(verifier, realm.issue(**spoilt)) is reason


@pytest.mark.parametrize("token", ["a" * (16 * 1024 + 1), "a" * 1024 * 1024])
def test_refuses_a_token_that_is_too_large(verifier, token):
    assert refuse(verifier, token) is Reason.TOO_LARGE


def test_accepts_a_token_of_exactly_16_kib(realm, verifier):
    sizes = (
        realm.issue(padding="x" * length, jti="j" * more) for more in range(1, 5) for length in range(11_000, 12_200)
    )
    token = next(each for each in sizes if len(each) == 16 * 1024)

    assert verifier.verify(token).username == "alice"


@pytest.mark.parametrize("token", ["", "canary", "\ud800", "a.b.c", "ü.ü.ü", "\x00"])
def test_refuses_what_is_no_token(verifier, token):
    assert refuse(verifier, token) is Reason.MALFORMED_TOKEN


def test_looks_for_a_key_once_for_a_token_seen_before(realm, verifier, keys):
    token = realm.issue()

    assert verifier.verify(token) is verifier.verify(token)
    assert keys.asked == 1


def test_checks_the_time_of_a_token_seen_before(realm, verifier, clock):
    token = realm.issue(expires_in=20)
    verifier.verify(token)
    clock.move(49)
    verifier.verify(token)
    clock.move(1)

    assert refuse(verifier, token) is Reason.EXPIRED


def test_checks_the_revocation_of_a_token_seen_before(realm, verifier, dead):
    token = realm.issue(subject="sub-1")
    verifier.verify(token)
    dead.subjects.add("sub-1")

    assert refuse(verifier, token) is Reason.REVOKED


def test_judges_again_when_the_keys_have_changed(realm, verifier, keys):
    token = realm.issue()
    verifier.verify(token)
    keys.version += 1
    verifier.verify(token)

    assert keys.asked == 2


def test_judges_again_after_a_minute(realm, verifier, keys, clock):
    token = realm.issue()
    verifier.verify(token)
    clock.move(60)
    verifier.verify(token)

    assert keys.asked == 2


def test_never_remembers_a_refusal(realm, verifier, clock):
    token = realm.issue(nbf=clock() + 40)
    assert refuse(verifier, token) is Reason.NOT_YET_VALID
    clock.move(20)

    assert verifier.verify(token).subject


def test_revokes_nothing_unless_told(realm, policy, keys, clock):
    assert TokenVerifier(policy, keys, clock=clock).verify(realm.issue())


def test_accepts_typ_jwt_only_where_the_policy_is_lax(realm, keys, clock):
    token = realm.issue(typ="JWT")

    assert TokenVerifier(Policy(realm.issuer, "orders"), keys, clock=clock).verify(token)
    assert refuse(TokenVerifier(Policy(realm.issuer, "orders", strict_type=True), keys, clock=clock), token)
