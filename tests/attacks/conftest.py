"""A signing key of the tests' own, which the realm vouches for as long as they run."""

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping

import httpx
import pytest

from addresses import Service
from beside import service_beside
from coatcheck.testing import SigningKey, StandInRealm, make_key, sign
from coatcheck.testing.issuing import Issuer
from realm_admin import RealmAdmin
from refusals import check_refused
from shop import Shop


class Forger(Issuer):
    """Signs any claim set so that only its claims can be wrong."""

    def issue_for(self, service: Service, **claims: object) -> str:
        """Return a token that this service accepts but for what the claims spoil."""
        return self.issue(**({"audience": service.name, "scope": service.read_scope} | claims))


@pytest.fixture(params=["catalog", "billing"])
def service(request: pytest.FixtureRequest, services: Mapping[str, Service]) -> Service:
    return services[request.param]


@pytest.fixture(scope="session")
def imported_key(admin: RealmAdmin) -> Iterator[SigningKey]:
    """Give a key that stands in the realm's key set, but is never chosen to sign the realm's own tokens."""
    made = make_key(f"imported-{uuid.uuid4()}")
    key_id = base64.urlsafe_b64encode(hashlib.sha256(made.public_der()).digest()).rstrip(b"=").decode()
    component = {
        "name": f"attack-battery-{key_id[:8]}",
        "providerId": "rsa",
        "providerType": "org.keycloak.keys.KeyProvider",
        "parentId": admin.get("")["id"],
        "config": {"priority": ["-100"], "enabled": ["true"], "active": ["true"], "privateKey": [made.private_pem()]},
    }
    provider = admin.create("components", component)
    yield SigningKey(key_id, "RS256", made.private)
    admin.call("DELETE", f"components/{provider}")


@pytest.fixture(scope="session")
def forger(
    book: Mapping[str, str], imported_key: SigningKey, services: Mapping[str, Service], http: httpx.Client
) -> Forger:
    """Give an issuer of any tokens, once every worker of both services has heard of its key."""
    forger = Forger(book["ISSUER"], time.time)
    forger.keys = [imported_key]
    for service in services.values():
        _wait_until_known(http, service, forger.issue_for(service))
    return forger


@pytest.fixture
def published_key(book: Mapping[str, str], http: httpx.Client) -> dict[str, str]:
    """Give the key with which the realm signs its own tokens, as anybody can read it."""
    keys = http.get(f"{book['ISSUER']}/protocol/openid-connect/certs").json()["keys"]
    return next(key for key in keys if key["use"] == "sig" and key["alg"] == "RS256")


@pytest.fixture
def claims(forger, service):
    return dict(forger.issued[forger.issue_for(service)])


@pytest.fixture
def header(forger):
    return {"alg": "RS256", "typ": "at+jwt", "kid": forger.keys[0].key_id}


@pytest.fixture
def send(http, service):
    return lambda token: http.get(service.me, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def accept(send, forger, service):
    def check(**claims):
        answer = send(forger.issue_for(service, **claims))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return check


@pytest.fixture
def refuse_claims(send, forger, service):
    def check(**claims):
        token = forger.issue_for(service, **claims)
        check_refused(send(token), 401, "invalid_token", token=token)

    return check


@pytest.fixture
def refuse_text(send, forger, service):
    """Give a check of a payload whose text is a valid one's with `old` replaced by `new`."""

    def check(old, new):
        token = forger.issue_for(service)
        text = json.dumps(forger.issued[token])
        assert old in text
        spoilt = sign(
            {"alg": "RS256", "typ": "at+jwt", "kid": forger.keys[0].key_id}, text.replace(old, new, 1), forger.keys[0]
        )
        check_refused(send(spoilt), 401, "invalid_token", token=spoilt)

    return check


def _wait_until_known(http: httpx.Client, service: Service, token: str, *, limit: float = 30) -> None:
    """Wait until twenty answers in a row are good: no worker is left that does not know the key."""
    end, good = time.monotonic() + limit, 0
    while good < 20:
        answer = http.get(service.me, headers={"Authorization": f"Bearer {token}"})
        good = good + 1 if answer.status_code == 200 else 0
        assert time.monotonic() < end, answer.text
        if not good:
            time.sleep(0.1)


@pytest.fixture(scope="session")
def liar(book: Mapping[str, str]) -> Iterator[StandInRealm]:
    """Give a realm that the tests can break, and that knows billing."""
    with StandInRealm() as realm:
        realm.audience = "billing"
        realm.clients["billing"] = book["BILLING_CLIENT_SECRET"]
        yield realm


@pytest.fixture(scope="session")
def wide_open_shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.server.close()


@pytest.fixture(scope="session")
def billing(liar: StandInRealm, wide_open_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the invoices of a billing that trusts that realm and that shop."""
    with service_beside("billing", liar, tmp_path_factory.mktemp("billing"), CATALOG_URL=wide_open_shop.url) as url:
        yield f"{url}/api/invoices/"


@pytest.fixture
def realm(liar: StandInRealm, book: Mapping[str, str]) -> Iterator[StandInRealm]:
    """Give that realm, in good order again after each test."""
    yield liar
    liar.introspection_answer = None
    liar.clients["billing"] = book["BILLING_CLIENT_SECRET"]
    liar.mend()
