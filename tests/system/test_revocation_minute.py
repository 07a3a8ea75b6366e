"""A follower that is dead for a minute: its service says so meanwhile, and knows afterwards what it has missed."""

import time
from collections.abc import Callable

from addresses import Service
from endings import ENDINGS
from parts import stopped
from revoking import bystander, set_scene, wait_until, wait_until_accepted, workers
from scenes import Ending, Scene
from victims import Login
from workers import Workers

__all__ = ["bystander", "set_scene", "workers"]

AWAY = 60.0
SIGN_OUT = ENDINGS["sign-out"]


def test_readyz_says_degraded_while_nobody_reads_the_feed_and_the_follower_catches_up(
    set_scene: Callable[[Ending], Scene],
    workers: list[Workers],
    services: dict[str, Service],
    bystander: Callable[[], Login],
) -> None:
    scene, asked, ready = set_scene(SIGN_OUT), workers[0], f"{services['catalog'].url}/readyz"
    wait_until_accepted([asked], scene.login.access)

    with stopped("catalog-follower", ready=ready):
        back = time.monotonic() + AWAY
        SIGN_OUT.act(scene)
        wait_until(lambda: asked.http.get(ready).json()["status"] == "degraded", 15)
        assert asked.http.get(ready).status_code == 200
        time.sleep(max(0.0, back - time.monotonic()))
        asked.wait_until_all(scene.login.access, 200)

    asked.wait_until_all(scene.login.access, 401, 5.0)
    wait_until(lambda: asked.http.get(ready).json()["status"] == "ok", 10)
    wait_until_accepted([asked], bystander().access)
