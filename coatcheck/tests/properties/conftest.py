import pytest

from coatcheck.config import Access, Policy
from coatcheck.keys import StaticKeys
from coatcheck.testing import make_key
from coatcheck.verifier import TokenVerifier

NOW = 1_800_000_000


@pytest.fixture
def signer(realm):
    """Give the stand-in realm with a stopped clock and a fast key."""
    realm.clock = lambda: NOW
    realm.keys = [make_key("fast", "ES256"), make_key()]
    return realm


@pytest.fixture
def policy(realm):
    access = Access(roles={"editor": frozenset({"orders.change_order"})}, scopes={"orders:write": ("change_*",)})
    return Policy(realm.issuer, "orders", algorithms=frozenset({"ES256", "RS256"}), access=access)


@pytest.fixture
def verifier(signer, policy):
    return TokenVerifier(policy, StaticKeys(signer.key_set()), clock=lambda: NOW + 1)
