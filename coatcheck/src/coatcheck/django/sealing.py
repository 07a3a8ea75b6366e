"""Texts at rest: encrypted under keys made from Django's own secrets, so that rotating those rotates these."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coatcheck.django.conf import secret_keys

PURPOSE = b"coatcheck.django.sealing"


class BrokenSeal(Exception):
    """Raised when a sealed text cannot be opened: it was altered, or its key is no longer among ours."""


def seal(text: str) -> str:
    """Return the text encrypted under the newest key."""
    return keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text that `seal` was given.

    Raises:
        BrokenSeal: it was altered, or none of our keys fits.
    """
    try:
        return keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise BrokenSeal from error


def keys() -> MultiFernet:
    """Return one key for SECRET_KEY and one for each of SECRET_KEY_FALLBACKS."""
    return MultiFernet([Fernet(derive(secret)) for secret in secret_keys()])


def derive(secret: str) -> bytes:
    """Return a key that tells nothing of the secret. RFC 5869."""
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode()))
