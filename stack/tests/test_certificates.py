import datetime as dt
import ssl
import stat

import pytest
from cryptography import x509

from stack import certificates
from stack.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(state=tmp_path, tls=True)


@pytest.fixture
def folder(settings):
    certificates.ensure(settings)
    return settings.tls_folder


def read(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_authority_vouches_for_our_addresses(folder):
    server, authority = read(folder / "server.pem"), read(folder / "ca.pem")
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    server.verify_directly_issued_by(authority)

    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_the_authority_is_for_certificates_of_servers_alone(folder):
    constraints = read(folder / "ca.pem").extensions.get_extension_for_class(x509.BasicConstraints).value

    assert (constraints.ca, constraints.path_length) == (True, 0)
    ssl.create_default_context(cafile=folder / "ca.pem")


def test_keys_are_for_their_owner_alone(folder):
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_time_makes_nothing_new(folder, settings):
    before = (folder / "server.pem").read_bytes()

    certificates.ensure(settings)

    assert (folder / "server.pem").read_bytes() == before


def test_renews_a_certificate_that_ends_soon_under_the_same_authority(folder, settings):
    authority = (folder / "ca.pem").read_bytes()
    at = dt.datetime.now(dt.UTC) + dt.timedelta(days=340)

    certificates.ensure(settings, now=at)

    assert read(folder / "server.pem").not_valid_after_utc > at + dt.timedelta(days=300)
    assert (folder / "ca.pem").read_bytes() == authority


def test_makes_a_certificate_anew_whose_key_is_lost(folder, settings):
    (folder / "server-key.pem").unlink()

    certificates.ensure(settings)

    assert (folder / "server-key.pem").is_file()
