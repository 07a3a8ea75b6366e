"""How a confidential client proves itself to the realm: by a secret, or by what only its private key can sign."""

import base64
import time
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any, Protocol
from urllib.parse import quote

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from coatcheck.config import ConfigurationError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFETIME = 60
CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


class ClientProof(Protocol):
    """Adds to a request what proves whose it is."""

    def add_to(self, form: MutableMapping[str, str], headers: MutableMapping[str, str]) -> None: ...


class SecretProof:
    """client_secret_basic, or client_secret_post where `in_form` says so. RFC 6749 section 2.3.1."""

    def __init__(self, client_id: str, secret: str, in_form: Callable[[], bool] = lambda: False) -> None:
        self._in_form = in_form
        self._members = {"client_id": client_id, "client_secret": secret}
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        self._header = "Basic " + base64.b64encode(pair.encode()).decode()

    def add_to(self, form: MutableMapping[str, str], headers: MutableMapping[str, str]) -> None:
        if self._in_form():
            form.update(self._members)
        else:
            headers["Authorization"] = self._header


class KeyProof:
    """private_key_jwt: an assertion that lives for a minute and is never used twice. RFC 7523 section 2.2.

    It is addressed to the issuer, the one name of the realm that is the same from everywhere.
    """

    def __init__(self, client_id: str, pem: str, issuer: str, clock: Callable[[], float] = time.time) -> None:
        self._client_id = client_id
        self._key = read_private_key(pem)
        self._algorithm = algorithm_of(self._key)
        self._issuer = issuer
        self._clock = clock

    def add_to(self, form: MutableMapping[str, str], headers: MutableMapping[str, str]) -> None:  # noqa: ARG002
        form["client_id"] = self._client_id
        form["client_assertion_type"] = ASSERTION_TYPE
        form["client_assertion"] = jwt.encode(self._claims(), self._key, self._algorithm)

    def _claims(self) -> dict[str, object]:
        now = int(self._clock())
        return {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._issuer,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + ASSERTION_LIFETIME,
        }


def read_private_key(pem: str) -> Any:
    try:
        return load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigurationError("the client's key is no unencrypted private key in PEM") from error


def algorithm_of(key: object) -> str:
    if isinstance(key, RSAPrivateKey):
        return "RS256"
    return CURVES.get(key.curve.name, "ES256") if isinstance(key, EllipticCurvePrivateKey) else "EdDSA"
