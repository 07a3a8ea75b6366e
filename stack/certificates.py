"""The local certificate authority, made at first use, and the certificate that it gives to the stack's addresses."""

import datetime as dt
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from stack.console import say
from stack.files import write_private
from stack.settings import HOST, Settings

AUTHORITY_DAYS, CERTIFICATE_DAYS = 3650, 365
RENEW_DAYS = 30
NAME = "coatcheck local authority"


def ensure(settings: Settings, *, now: dt.datetime | None = None) -> None:
    """Make what is missing of the authority and its certificate, and renew what ends within a month of `now`.

    Keys are written 0600 and never leave the state folder.
    """
    folder, now = settings.tls_folder, now or dt.datetime.now(dt.UTC)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not is_good(folder / "ca.pem", now):
        make_authority(folder, now)
        say(tell_how_to_trust(folder / "ca.pem"))
        (folder / "server.pem").unlink(missing_ok=True)
    if not is_good(folder / "server.pem", now):
        make_certificate(folder, now)


def is_good(path: Path, now: dt.datetime) -> bool:
    """Tell whether there is a certificate that lives for another month, with its key beside it."""
    if not path.is_file() or not key_of(path).is_file():
        return False
    ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return ends - now > dt.timedelta(days=RENEW_DAYS)


def key_of(path: Path) -> Path:
    """Return where the key of a certificate lies."""
    return path.with_name(f"{path.stem}-key.pem")


def make_authority(folder: Path, now: dt.datetime) -> None:
    key, name = generate_private_key(SECP256R1()), named(NAME)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)  # noqa: FBT003 - certificates only
    builder = (
        drafted(key, name, name, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    write(folder / "ca.pem", key, builder.sign(key, SHA256()))


def make_certificate(folder: Path, now: dt.datetime) -> None:
    """Make one certificate for every part: they share their host."""
    authority_key = load_pem_private_key(key_of(folder / "ca.pem").read_bytes(), None)
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    key = generate_private_key(SECP256R1())
    names = [x509.IPAddress(ip_address(HOST)), x509.DNSName("localhost")]
    builder = (
        drafted(key, named("coatcheck"), authority.subject, now, CERTIFICATE_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),  # type: ignore[arg-type] # ours is EC
            critical=False,
        )
    )
    write(folder / "server.pem", key, builder.sign(authority_key, SHA256()))  # type: ignore[arg-type] # as above


def drafted(
    key: EllipticCurvePrivateKey, subject: x509.Name, issuer: x509.Name, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    begins = now - dt.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=days))
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def write(path: Path, key: EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    """Key first: a certificate is only ever seen with its key beside it. granian wants PKCS#8."""
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    write_private(key_of(path), text)
    write_private(path, certificate.public_bytes(Encoding.PEM).decode())


def tell_how_to_trust(path: Path) -> str:
    """Return what a person does with the new authority's certificate."""
    return (
        f"    a local certificate authority was made; its certificate is {path}\n"
        f"    browser: import it under Certificates, Authorities; curl: --cacert '{path}'; Python: SSL_CERT_FILE='{path}'"
    )
