"""As in containers: browsers and tokens know the realm by one address, the services reach it by another.

A relay stands for the inner network. What the catalog beside the stack asks of the realm must come through it.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest

from beside import CLIENT, ask_me, catalog_beside


class Relay(ThreadingHTTPServer):
    """Passes requests on to Keycloak with the host name that they came for, and notes their paths."""

    def __init__(self, target: str) -> None:
        super().__init__(("localhost", 0), Passing)
        self.target = target
        self.paths: list[str] = []

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    server: Relay

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = httpx.request(
            self.command, self.server.target + self.path, content=body, headers=dict(self.headers), trust_env=False
        )
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def relay(book) -> Iterator[Relay]:
    relay = Relay(book["KEYCLOAK_URL"])
    thread = threading.Thread(target=relay.serve_forever)
    thread.start()
    yield relay
    relay.shutdown()
    thread.join()
    relay.server_close()


@pytest.fixture(scope="module")
def catalog(book, relay, tmp_path_factory):
    internal = f"{relay.address}/realms/{book['REALM']}"
    realm = SimpleNamespace(issuer=book["ISSUER"])
    with catalog_beside(realm, tmp_path_factory.mktemp("split"), INTERNAL_URL=internal) as url:
        yield url


def test_discovery_by_the_inner_address_keeps_the_issuer_and_what_browsers_see(book, relay):
    url = f"{relay.address}/realms/{book['REALM']}/.well-known/openid-configuration"

    metadata = CLIENT.get(url).json()

    assert metadata["issuer"] == book["ISSUER"]
    assert metadata["authorization_endpoint"].startswith(book["KEYCLOAK_URL"])
    for name in ("token_endpoint", "jwks_uri", "introspection_endpoint"):
        assert metadata[name].startswith(relay.address), name


def test_a_token_of_the_public_issuer_is_accepted_with_keys_from_inside(catalog, relay, sign_in):
    answer = ask_me(catalog, sign_in("alice", "catalog:read"))

    assert answer.status_code == 200
    assert any(path.endswith("/certs") for path in relay.paths)


def test_a_browser_is_sent_to_the_public_address(catalog, book):
    answer = CLIENT.get(f"{catalog}/login/", headers={"Accept": "text/html"})

    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).netloc == urlsplit(book["ISSUER"]).netloc


def test_the_realm_is_provisioned_by_the_inner_address(copy, relay):
    done = copy.provision("diff", KEYCLOAK_URL=relay.address)

    assert (done.status, done.report["differences"]) == (0, [])
