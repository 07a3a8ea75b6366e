"""Texts at rest: encrypted under keys made from Django's own secrets, so that rotating those rotates these.

What was sealed for one purpose opens for no other.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coatcheck.django.conf import secret_keys

SESSION = b"coatcheck.django.sealing"
LOGIN = b"coatcheck.django.sealing.login"


class BrokenSeal(Exception):
    """Raised when a sealed text cannot be opened: it was altered, or its key is no longer among ours."""


def seal(text: str, purpose: bytes = SESSION) -> str:
    """Return the text encrypted under the newest key."""
    return keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: bytes = SESSION) -> str:
    """Return the text that `seal` was given.

    Raises:
        BrokenSeal: it was altered, it was sealed for another purpose, or none of our keys fits.
    """
    try:
        return keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise BrokenSeal from error


def keys(purpose: bytes) -> MultiFernet:
    """Return one key for SECRET_KEY and one for each of SECRET_KEY_FALLBACKS."""
    return MultiFernet([Fernet(derive(secret, purpose)) for secret in secret_keys()])


def derive(secret: str, purpose: bytes) -> bytes:
    """Return a key that tells nothing of the secret. RFC 5869."""
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode()))
