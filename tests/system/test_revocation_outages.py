"""What ended stays ended: over a restart of a service, a follower that was dead for a while, a realm that is down."""

import time
from collections.abc import Callable, Mapping

import pytest

from addresses import Service
from endings import ENDINGS
from parts import stopped
from revoking import bystander, set_scene, wait_until_accepted, workers
from scenes import Ending, Scene
from victims import Login
from workers import Workers

__all__ = ["bystander", "set_scene", "workers"]

AWAY = 60.0
SIGN_OUT = ENDINGS["sign-out"]


def test_a_restarted_service_still_refuses(
    set_scene: Callable[[Ending], Scene], workers: list[Workers], services: dict[str, Service]
) -> None:
    scene = set_scene(SIGN_OUT)
    wait_until_accepted(workers, scene.login.access)
    SIGN_OUT.act(scene)
    for each in workers:
        each.wait_until_all(scene.login.access, 401)

    for name, service in services.items():
        with stopped(name, ready=f"{service.url}/readyz"):
            pass

    for each in workers:
        each.known.clear()
        assert all(each.ask(scene.login.access)[1] == 401 for _ in range(20))


def test_a_follower_that_was_dead_for_a_minute_catches_up(
    set_scene: Callable[[Ending], Scene],
    workers: list[Workers],
    services: dict[str, Service],
    bystander: Callable[[], Login],
) -> None:
    catalog, scene = services["catalog"], set_scene(SIGN_OUT)
    wait_until_accepted(workers[:1], scene.login.access)

    with stopped("catalog-follower", ready=f"{catalog.url}/readyz"):
        SIGN_OUT.act(scene)
        time.sleep(AWAY)
        workers[0].wait_until_all(scene.login.access, 200)

    workers[0].wait_until_all(scene.login.access, 401, 5.0)
    wait_until_accepted(workers[:1], bystander().access)


def test_readyz_says_degraded_while_nobody_reads_the_feed(
    services: dict[str, Service], workers: list[Workers], book: Mapping[str, str]
) -> None:
    catalog = services["catalog"]
    ready = f"{catalog.url}/readyz"

    with stopped("catalog-follower", ready=ready):
        wait_until(lambda: workers[0].http.get(ready).json()["status"] == "degraded", 15)
        assert workers[0].http.get(ready).status_code == 200

    wait_until(lambda: workers[0].http.get(ready).json()["status"] == "ok", 10)


@pytest.mark.parametrize("metric", ["coatcheck_feed_age_seconds", "coatcheck_snapshot_age_seconds"])
def test_metrics_show_how_old_the_knowledge_is(workers: list[Workers], metric: str) -> None:
    for each in workers:
        wait_until(lambda each=each: 0 <= max(ages(each, metric), default=-1) < 10, 5)


def ages(workers: Workers, metric: str) -> list[float]:
    text = workers.http.get(f"{workers.service.url}/metrics").text
    return [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(metric)]


def wait_until(holds: Callable[[], bool], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
