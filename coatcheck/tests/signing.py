"""What the tests of signatures sign with, and what they expect of a refusal."""

import pytest

from coatcheck.errors import InvalidToken
from coatcheck.key_set import read_key_set
from coatcheck.signature import read_token
from coatcheck.testing import make_key

ACCEPTED = frozenset({"RS256", "ES256", "EdDSA"})


KEY = make_key("fast", "ES256")


HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "fast"}


PAYLOAD = {"sub": "sub-1"}


def public(key):
    return read_key_set({"keys": [key.jwk()]}).keys[0]


def refuse(token, **options):
    with pytest.raises(InvalidToken) as refused:
        read_token(token, ACCEPTED, **options)
    return refused.value.reason
