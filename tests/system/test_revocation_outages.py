"""What ended stays ended: over a restart of a service, and what is known is no older than it says."""

from collections.abc import Callable

import pytest

from addresses import Service
from endings import ENDINGS
from parts import stopped
from revoking import set_scene, wait_until, wait_until_accepted, workers
from scenes import Ending, Scene
from workers import Workers

__all__ = ["set_scene", "workers"]

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


@pytest.mark.parametrize("metric", ["coatcheck_feed_age_seconds", "coatcheck_snapshot_age_seconds"])
def test_metrics_show_how_old_the_knowledge_is(workers: list[Workers], metric: str) -> None:
    for each in workers:
        wait_until(lambda each=each: 0 <= max(ages(each, metric), default=-1) < 10, 5)


def ages(workers: Workers, metric: str) -> list[float]:
    text = workers.http.get(f"{workers.service.url}/metrics").text
    return [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(metric)]
