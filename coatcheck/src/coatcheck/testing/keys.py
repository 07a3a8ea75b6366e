"""Key pairs for tests: made once a process, since RSA takes its time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

CURVES: dict[str, ec.EllipticCurve] = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the id and the algorithm under which it is published."""

    key_id: str
    algorithm: str
    private: PrivateKey = field(repr=False)

    def sign(self, message: bytes, algorithm: str | None = None) -> bytes:
        """Return the signature's bytes, by another algorithm of the same family if told."""
        method: Any = jwt.get_algorithm_by_name(algorithm or self.algorithm)
        return bytes(method.sign(message, self.private))

    def jwk(self, **changes: object) -> dict[str, object]:
        """Return the public key as RFC 7517 has it. `changes` are laid over it; a `None` takes a member out."""
        method: Any = jwt.get_algorithm_by_name(self.algorithm)
        public = json.loads(method.to_jwk(self.private.public_key()))
        public.pop("key_ops", None)
        members = {"kid": self.key_id, "use": "sig", "alg": self.algorithm} | public | changes
        return {name: value for name, value in members.items() if value is not None}

    def private_pem(self) -> str:
        """Return the private key as unencrypted PKCS#8, the form that Keycloak imports."""
        encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self.private.private_bytes(encoding, kind, serialization.NoEncryption()).decode()

    def public_pem(self) -> bytes:
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, kind)

    def public_der(self) -> bytes:
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.DER, kind)


@cache
def make_key(key_id: str = "realm-1", algorithm: str = "RS256") -> SigningKey:
    """Return the key of that name: the same one each time in a process."""
    return SigningKey(key_id, algorithm, _generator(algorithm)())


def _generator(algorithm: str) -> Callable[[], PrivateKey]:
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate
    if curve := CURVES.get(algorithm):
        return lambda: ec.generate_private_key(curve)
    return lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
