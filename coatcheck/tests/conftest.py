import pytest
from clocks import Clock
from feeding import ISSUER, NOW, Reader, read
from hypothesis import settings

from coatcheck.config import Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.feed import Feed
from coatcheck.signature import read_header
from coatcheck.transport import Transport

pytest_plugins = ["coatcheck.testing.plugin"]

# A busy machine is no finding. The light profile is for the versions that are tried beside the main one.
settings.register_profile("coatcheck", deadline=None)
settings.register_profile("light", deadline=None, max_examples=20)
settings.load_profile("coatcheck")


@pytest.fixture(autouse=True)
def header_read_anew():
    """Have each test read headers itself, not find what an earlier one has read."""
    read_header.cache_clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def transport():
    transport = Transport(deadline=1.0)
    yield transport
    transport.close()


@pytest.fixture
def credentials(realm, transport, clock):
    realm.clock = clock
    return ClientCredentials(Realm(realm.issuer), transport, "orders", "orders-secret", clock=clock)


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def feed(reader):
    feed = Feed(reader, ISSUER, read_until=NOW)
    read(feed)
    return feed
