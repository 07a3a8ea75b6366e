"""A published key set, read down to the keys that may check a signature."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import algorithms
from jwt.exceptions import PyJWTError

from coatcheck.errors import InvalidToken, Reason
from coatcheck.payload import is_text
from coatcheck.signature import Key

MIN_RSA_BITS = 2048
RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
CURVES = {
    "secp256r1": frozenset({"ES256"}),
    "secp384r1": frozenset({"ES384"}),
    "secp521r1": frozenset({"ES512"}),
}
EDWARDS = frozenset({"EdDSA"})
READERS: dict[str, Any] = {
    "RSA": algorithms.RSAAlgorithm.from_jwk,
    "EC": algorithms.ECAlgorithm.from_jwk,
    "OKP": algorithms.OKPAlgorithm.from_jwk,
}


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of a set. `document` is the set as it was published."""

    keys: tuple[Key, ...] = ()
    document: Mapping[str, object] = field(default_factory=dict, repr=False)
    _named: Mapping[str | None, tuple[Key, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        named: dict[str | None, tuple[Key, ...]] = {}
        for key in self.keys:
            named[key.key_id] = (*named.get(key.key_id, ()), key)
        object.__setattr__(self, "_named", named | {None: self.keys})

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(key.key_id for key in self.keys if key.key_id is not None)

    def without(self, key_ids: frozenset[str]) -> "KeySet":
        """Return the set less these keys."""
        return KeySet(tuple(key for key in self.keys if key.key_id not in key_ids), self.document)

    def find(self, key_id: str | None, algorithm: str) -> Key | None:
        """Return the key of this id that fits the algorithm; without an id, the only one that fits.

        Raises:
            InvalidToken: there is such a key, but for other algorithms.

        RFC 7515 section 4.1.4, RFC 8725 section 3.1.
        """
        named = self._named.get(key_id, ())
        fitting = [key for key in named if algorithm in key.algorithms]
        if named and not fitting:
            raise InvalidToken(Reason.WRONG_ALGORITHM, about="alg")
        return fitting[0] if (key_id is not None and fitting) or len(fitting) == 1 else None


def read_key_set(document: object) -> KeySet:
    """Return the keys of a JWK set that may check signatures; what else it lists is left out.

    Raises:
        ValueError: it is no JWK set, or has no such key.

    RFC 7517 section 5.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    keys = tuple(key for entry in entries for key in read_key(entry)) if isinstance(entries, list) else ()
    if not isinstance(document, dict) or not keys:
        raise ValueError("not a key set with a key that may check signatures")
    return KeySet(keys, document)


def read_key(jwk: object) -> Iterator[Key]:
    if not isinstance(jwk, dict) or not is_for_signatures(jwk):
        return
    try:
        public = READERS[jwk["kty"]](jwk)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return
    allowed = fitting_algorithms(public)
    if "alg" in jwk:
        allowed &= {jwk["alg"]}
    if allowed:
        yield Key(jwk.get("kid"), allowed, public)


def is_for_signatures(jwk: Mapping[str, object]) -> bool:
    """A key with a private part is nobody's secret any more, so it vouches for nothing."""
    operations = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and isinstance(jwk.get("kty"), str)
        and isinstance(jwk.get("alg", ""), str)
        and (jwk.get("kid") is None or is_text(jwk["kid"]))
        and "d" not in jwk
    )


def fitting_algorithms(public: object) -> frozenset[str]:
    if isinstance(public, RSAPublicKey):
        return RSA if public.key_size >= MIN_RSA_BITS else frozenset()
    if isinstance(public, EllipticCurvePublicKey):
        return CURVES.get(public.curve.name, frozenset())
    return EDWARDS
