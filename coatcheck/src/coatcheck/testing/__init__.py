"""What tests of a protected service need: an issuer that obeys, and one that does not.

The pytest plugin `coatcheck.testing.plugin` gives the fixtures `realm` and `as_principal`:

    def test_shows_orders(client, realm):
        token = realm.issue(audience="orders", scope="orders:read")

        answer = client.get("/orders/", headers={"Authorization": f"Bearer {token}"})

        assert answer.status_code == 200
"""

from coatcheck.testing.faults import Fault
from coatcheck.testing.keys import SigningKey, make_key
from coatcheck.testing.realm import StandInRealm
from coatcheck.testing.tokens import encode_part, sign

__all__ = ["Fault", "SigningKey", "StandInRealm", "encode_part", "make_key", "sign"]
