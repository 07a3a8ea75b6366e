"""Fixtures of the tests about revocation: a scene to end, somebody it does not mean, and all workers of both services."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import httpx
import pytest

from addresses import Service
from realm_admin import RealmAdmin
from scenes import Ending, Scene
from victims import Login, make_application, make_user
from workers import Workers

PROMISE = 2.0

SetScene = Callable[[Ending], Scene]
Refusing = Callable[[str], float]


@pytest.fixture
def set_scene(admin: RealmAdmin, http: httpx.Client, book: Mapping[str, str]) -> Iterator[SetScene]:
    """Give a maker of scenes, whose clients are gone afterwards."""
    made: list[tuple[Ending, Scene]] = []

    def make(ending: Ending) -> Scene:
        scene = ending.stage(admin, http, book["ISSUER"])
        made.append((ending, scene))
        ending.prepare(scene)
        scene.login = ending.sign_in(scene)
        return scene

    yield make
    for ending, scene in made:
        ending.undo(scene)
        for path in (f"clients/{scene.app.id}", scene.user_path):
            with suppress(httpx.HTTPStatusError):
                admin.call("DELETE", path)


@pytest.fixture(scope="module")
def bystander(admin: RealmAdmin, http: httpx.Client, book: Mapping[str, str]) -> Callable[..., Login]:
    """Give a fresh login of somebody whom no ending means, at a client that none means."""
    app = make_application(admin, http, book["ISSUER"])
    user = make_user(admin)
    return lambda *, wait=True: app.login(user["name"], wait=wait)


@pytest.fixture
def workers(http: httpx.Client, services: dict[str, Service]) -> list[Workers]:
    return [Workers(http, service) for service in services.values()]


def wait_until_accepted(workers: list[Workers], *tokens: str) -> None:
    """Wait until each worker of both services has accepted each of these tokens."""
    for each in workers:
        for token in tokens:
            each.wait_until_all(token, 200)


def assert_refused_in_time(workers: list[Workers], *tokens: str) -> None:
    """Hold the promise: called when Keycloak has just answered, each worker refuses them within two seconds."""
    ended = time.monotonic()
    for each in workers:
        for token in tokens:
            each.wait_until_all(token, 401, max(0.1, PROMISE - (time.monotonic() - ended)))
    assert time.monotonic() - ended <= PROMISE


def wait_until(holds: Callable[[], bool], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
