import pytest
from clocks import Clock

from coatcheck.config import Realm
from coatcheck.key_ring import KeyRing
from coatcheck.keys import RemoteKeys
from coatcheck.transport import Transport


class Store:
    """Keeps a set in memory, as the services' database does."""

    def __init__(self):
        self.stored = None

    def load(self):
        return self.stored

    def save(self, stored):
        self.stored = stored


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_keys(realm, clock):
    transport, made = Transport(deadline=2.0), []

    def make(**options):
        made.append(RemoteKeys(Realm(realm.issuer), transport, **({"clock": clock, "patience": 5.0} | options)))
        return made[-1]

    yield make
    realm.mend()
    for keys in made:
        keys.close()
    transport.close()


@pytest.fixture
def keys(make_keys):
    """Give the realm's keys, fetched once; who waits for them has more patience than outside tests."""
    keys = make_keys()
    keys.find("realm-1", "RS256")
    return keys


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def make_ring(realm, store, clock):
    """Give a maker of rings that share one store, as workers share a database."""
    transport = Transport(deadline=1.0)
    yield lambda store=store: KeyRing(Realm(realm.issuer), transport, store, clock)
    transport.close()


@pytest.fixture
def ring(make_ring):
    return make_ring()
