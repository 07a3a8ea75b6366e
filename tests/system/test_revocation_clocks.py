"""A service whose clock is half a minute wrong learns of each ending as soon as one whose clock is right.

The parts of the library that tell the time are put together here as a service does, with a clock that differs.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from coatcheck.config import Policy, Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.errors import InvalidToken, Reason
from coatcheck.feed import Feed
from coatcheck.feed_reader import FeedReader
from coatcheck.keys import RemoteKeys
from coatcheck.revocation import Revocations
from coatcheck.transport import Transport
from coatcheck.verifier import TokenVerifier
from endings import ENDINGS
from realm_admin import RealmAdmin
from realm_copy import RealmCopy
from scenes import Ending, Scene

PROMISE = 2.0


class Service:
    """What a service is made of, as far as it tells the time by `clock`."""

    def __init__(self, realm: Realm, transport: Transport, watcher_secret: str, clock: Callable[[], float]) -> None:
        watcher = ClientCredentials(realm, transport, "realm-watcher", watcher_secret, clock=clock)
        self.record = Revocations(clock=clock)
        self.feed = Feed(FeedReader(realm, transport, watcher, clock), realm.issuer, read_until=clock())
        keys = RemoteKeys(realm, transport, clock=clock)
        policy = Policy(realm.issuer, "catalog")
        self.verifier = TokenVerifier(policy, keys, revocations=self.record, clock=clock)

    def follow(self) -> None:
        batch = self.feed.poll()
        self.record.add(entry for _, entry in batch.entries)
        self.feed.confirm(batch)

    def reason_against(self, token: str) -> Reason | None:
        try:
            self.verifier.verify(token)
        except InvalidToken as refused:
            return refused.reason
        return None


@pytest.fixture
def transport(book: Mapping[str, str]) -> Iterator[Transport]:
    transport = Transport(ca_file=book.get("CA_FILE"))
    yield transport
    transport.close()


@pytest.fixture
def realm(book: Mapping[str, str], copy: RealmCopy) -> Realm:
    return Realm(f"{book['KEYCLOAK_URL']}/realms/{copy.name}")


@pytest.fixture
def set_scene(
    book: Mapping[str, str], verify: Any, copy: RealmCopy, realm: Realm, http: httpx.Client
) -> Iterator[Callable[[Ending], Scene]]:
    admin = RealmAdmin({**book, "REALM": copy.name}, verify=verify)

    def make(ending: Ending) -> Scene:
        scene = ending.stage(admin, http, realm.issuer)
        scene.login = ending.sign_in(scene)
        return scene

    yield make
    admin.http.close()


@pytest.mark.parametrize("ahead", [-30, 30])
@pytest.mark.parametrize("name", ["sign-out", "user disabled"])
def test_a_service_whose_clock_is_wrong_loses_nothing(
    name: str,
    ahead: int,
    realm: Realm,
    transport: Transport,
    copy: RealmCopy,
    set_scene: Callable[[Ending], Scene],
) -> None:
    ending = ENDINGS[name]
    service = Service(realm, transport, copy.values["FEED_CLIENT_SECRET"], lambda: time.time() + ahead)
    scene, other = set_scene(ending), set_scene(ending)
    service.follow()
    assert service.reason_against(scene.login.access) is service.reason_against(other.login.access) is None

    ending.act(scene)

    end = time.monotonic() + PROMISE
    while service.reason_against(scene.login.access) is None:
        assert time.monotonic() < end, "it does not learn of it"
        service.follow()
    assert service.reason_against(scene.login.access) is Reason.REVOKED
    assert service.reason_against(other.login.access) is None
