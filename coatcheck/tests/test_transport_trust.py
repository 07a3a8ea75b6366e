import ssl

import pytest
import trustme

from coatcheck.errors import RealmUnavailable
from coatcheck.transport import Transport


@pytest.fixture
def transport():
    transport = Transport(deadline=1.0)
    yield transport
    transport.close()


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def secure(realm, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    http = realm.server._http
    http.socket = context.wrap_socket(http.socket, server_side=True)
    return realm.url_of("keys").replace("http:", "https:")


def test_trusts_the_authority_it_is_given(secure, authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    transport = Transport(ca_file=str(tmp_path / "ca.pem"))

    assert transport.get_json(secure).status == 200
    transport.close()


def test_trusts_no_authority_that_it_does_not_know(secure, transport):
    with pytest.raises(RealmUnavailable):
        transport.get_json(secure)
