"""Each refusal of a token names the claim or header member at fault, for logs and `explain_token`."""

import pytest

from coatcheck.config import Policy, Realm
from coatcheck.errors import InvalidToken
from coatcheck.keys import RemoteKeys, StaticKeys
from coatcheck.testing import make_key
from coatcheck.transport import Transport
from coatcheck.verifier import TokenVerifier

NOW = 1_800_000_000


@pytest.fixture
def verifier(realm):
    realm.clock = lambda: NOW
    realm.keys.append(make_key("curve", "ES256"))
    policy = Policy(realm.issuer, "orders", algorithms=frozenset({"RS256", "ES256"}))
    return TokenVerifier(policy, StaticKeys(realm.key_set()), clock=realm.clock)


@pytest.mark.parametrize(
    ("spoilt", "about"),
    [
        ({"headers": {"alg": "HS256"}}, "alg"),
        ({"headers": {"alg": "ES256"}}, "alg"),
        ({"headers": {"kid": 1}}, "kid"),
        ({"headers": {"kid": "unknown"}}, "kid"),
        ({"headers": {"b64": True}}, "b64"),
        ({"typ": "logout+jwt"}, "typ"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"audience": "billing"}, "aud"),
        ({"aud": 1}, "aud"),
        ({"payload_type": "ID"}, "typ"),
        ({"issued_at": NOW - 400}, "exp"),
        ({"issued_at": NOW + 60}, "iat"),
        ({"nbf": NOW + 60}, "nbf"),
        ({"expires_in": 86_400}, "exp"),
        ({"without": ("azp",)}, "azp"),
        ({"client_id": "other"}, "azp"),
        ({"without": ("jti",)}, "jti"),
        ({"sub": 7}, "sub"),
    ],
)
def test_a_refusal_names_what_is_at_fault(realm, verifier, spoilt, about):
    with pytest.raises(InvalidToken) as refused:
        verifier.verify(realm.issue(**spoilt))

    assert refused.value.about == about


def test_a_withdrawn_key_is_named_by_its_member(realm):
    transport = Transport(deadline=2.0)
    keys = RemoteKeys(Realm(realm.issuer), transport, patience=5.0)
    old = realm.keys[0]
    keys.find(old.key_id, "RS256")
    new = realm.rotate("new")
    realm.withdraw(old)
    keys.find(new.key_id, "RS256")

    for key_id in (old.key_id, "unknown"):
        with pytest.raises(InvalidToken) as refused:
            keys.find(key_id, "RS256")
        assert refused.value.about == "kid"

    keys.close()
    transport.close()
