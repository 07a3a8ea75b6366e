"""What ends everybody's tokens, and what does not: all may sign in again, and billing can still order from catalog."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from addresses import Service
from endings_of_everybody import EVERYBODY
from revoking import SetScene, assert_refused_in_time, bystander, set_scene, wait_until_accepted, workers
from victims import Login
from workers import Workers

__all__ = ["bystander", "set_scene", "workers"]


# K8
@pytest.mark.parametrize("name", EVERYBODY)
def test_each_worker_refuses_what_ended_for_everybody_and_lets_them_in_again(
    name: str, set_scene: SetScene, workers: list[Workers], bystander: Callable[[], Login]
) -> None:
    ending = EVERYBODY[name]
    scene, other = set_scene(ending), bystander()
    wait_until_accepted(workers, scene.login.access, other.access)

    ending.act(scene)

    assert_refused_in_time(workers, scene.login.access, other.access)
    ending.undo(scene)
    wait_until_accepted(workers, bystander().access)


def test_billing_orders_from_catalog_after_everybody_was_signed_out(
    set_scene: SetScene, workers: list[Workers], can_order: Callable[[], bool]
) -> None:
    ending = EVERYBODY["everybody signed out"]
    scene = set_scene(ending)
    assert can_order()

    ending.act(scene)

    assert_refused_in_time(workers, scene.login.access)
    assert can_order()


@pytest.fixture
def can_order(
    http: httpx.Client, services: dict[str, Service], bystander: Callable[[], Login], order: Mapping[str, Any]
) -> Callable[[], bool]:
    """Tell whether billing can take an order, for which it asks catalog for prices with a token of its own."""

    def try_to() -> bool:
        headers = {"Authorization": f"Bearer {bystander().access}", "Idempotency-Key": str(uuid.uuid4())}
        return http.post(services["billing"].write, json=order, headers=headers).status_code == 201

    return try_to
