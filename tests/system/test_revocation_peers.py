"""One service's follower feeds another: `follow_realm --from`."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from addresses import Service
from beside import MANAGE_ALL
from endings import ENDINGS
from parts import stopped
from people import Caller
from revoking import SetScene, set_scene, wait_until_accepted, workers
from workers import Workers

__all__ = ["set_scene", "workers"]

SCOPE = "catalog:read revocations:read"


@contextmanager
def billing_follows_catalog(book: Mapping[str, str], services: Mapping[str, Service], folder: Path) -> Iterator[None]:
    """Have billing's follower read catalog's record, as the client of billing itself."""
    own = {"BILLING_FEED_CLIENT_ID": "billing", "BILLING_FEED_CLIENT_SECRET": book["BILLING_CLIENT_SECRET"]}
    url = f"{services['catalog'].url}/revocations/"
    command = [str(MANAGE_ALL), "billing", "follow_realm", "--from", url, "--scope", SCOPE]
    with (folder / "follower.log").open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def test_billing_learns_from_catalog_what_has_ended(
    book: Mapping[str, str],
    services: Mapping[str, Service],
    set_scene: SetScene,
    workers: list[Workers],
    tmp_path: Path,
) -> None:
    ending = ENDINGS["sign-out"]
    with (
        stopped("billing-follower", ready=f"{services['billing'].url}/readyz"),
        billing_follows_catalog(book, services, tmp_path),
    ):
        scene = set_scene(ending)
        wait_until_accepted(workers, scene.login.access)

        ending.act(scene)

        for each in workers:
            each.wait_until_all(scene.login.access, 401)


def test_only_who_may_read_revocations_is_told(
    http: httpx.Client, services: Mapping[str, Service], client_token, set_scene: SetScene, workers: list[Workers]
) -> None:
    path = f"{services['catalog'].url}/revocations/"
    ending = ENDINGS["sign-out"]
    scene = set_scene(ending)
    wait_until_accepted(workers, scene.login.access)
    ending.act(scene)
    for each in workers:
        each.wait_until_all(scene.login.access, 401)

    assert http.get(path).status_code == 401
    assert Caller(http, path, client_token("billing", "catalog:read")).get().status_code == 403
    told = Caller(http, path, client_token("billing", SCOPE)).get(after=0).json()
    assert told["last"] >= len(told["entries"]) >= 1
