import pytest
from clocks import Clock

from coatcheck.config import Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.entries import Entry, Kind
from coatcheck.errors import InvalidToken, RealmUnavailable, Reason
from coatcheck.introspection import Introspector
from coatcheck.keys import StaticKeys
from coatcheck.opaque import IntrospectingVerifier
from coatcheck.revocation import Revocations
from coatcheck.testing import Fault
from coatcheck.transport import Transport
from coatcheck.verdicts import Verdicts


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def revocations(clock):
    return Revocations(clock=clock)


@pytest.fixture
def verifier(realm, clock, revocations):
    realm.clock = clock
    realm.audience = "orders"
    at, policy, transport = Realm(realm.issuer), Policy(realm.issuer, "orders"), Transport()
    credentials = ClientCredentials(at, transport, "orders", "orders-secret", clock=clock)
    introspector = Introspector(policy, at, transport, credentials, clock)
    verdicts = Verdicts(size=4)
    yield IntrospectingVerifier(
        policy, StaticKeys(realm.key_set()), introspector, revocations=revocations, verdicts=verdicts, clock=clock
    )
    transport.close()


@pytest.fixture
def opaque(realm):
    """A token that is no JWT, for which the realm vouches all the same."""
    realm.introspection_answer = realm.issued[realm.issue(audience="orders", roles=["clerk"])] | {"active": True}
    return "2YotnFZFEjr1zCsicMWpAA"


def test_takes_the_realm_s_word_for_an_opaque_token(verifier, opaque):
    assert verifier.verify(opaque).roles == {"clerk"}


def test_asks_once_in_a_while(verifier, opaque, realm, clock):
    verifier.verify(opaque)
    verifier.verify(opaque)
    assert realm.requests["introspection"] == 1

    clock.move(61)
    verifier.verify(opaque)

    assert realm.requests["introspection"] == 2


def test_what_has_ended_is_refused_though_the_realm_s_word_is_remembered(verifier, opaque, revocations, clock):
    principal = verifier.verify(opaque)
    revocations.add([Entry(Kind.SUBJECT, principal.subject, int(clock()))])

    with pytest.raises(InvalidToken) as refused:
        verifier.verify(opaque)

    assert refused.value.reason is Reason.REVOKED


def test_remembers_a_bounded_number(verifier, opaque, realm):
    for number in range(10):
        verifier.verify(f"opaque-{number}")
    verifier.verify("opaque-0")

    assert realm.requests["introspection"] == 11


@pytest.mark.parametrize("active", [False, "true", 1, None])
def test_refuses_what_the_realm_does_not_call_active(verifier, opaque, realm, active):
    realm.introspection_answer |= {"active": active}

    with pytest.raises(InvalidToken):
        verifier.verify(opaque)


def test_decides_nothing_while_the_realm_cannot_be_asked(verifier, opaque, realm):
    realm.misbehave(Fault.DEAD, "introspection")

    with pytest.raises(RealmUnavailable):
        verifier.verify(opaque)
