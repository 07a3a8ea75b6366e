"""Revoked means refused: within two seconds, by each worker of both services; and nobody else is refused.

One test for each way of ending a token that an administrator, a client or a person has. docs/revocation.md lists them.
"""

from collections.abc import Callable

import pytest

from endings import ENDINGS
from endings_of_people import PEOPLE
from revoking import SetScene, assert_refused_in_time, bystander, set_scene, wait_until_accepted, workers
from victims import Login
from workers import Workers

__all__ = ["bystander", "set_scene", "workers"]


@pytest.mark.parametrize("name", ENDINGS | PEOPLE)
def test_each_worker_refuses_what_ended_and_nobody_else(
    name: str, set_scene: SetScene, workers: list[Workers], bystander: Callable[..., Login]
) -> None:
    ending = (ENDINGS | PEOPLE)[name]
    scene = set_scene(ending)
    other = bystander(wait=False)  # nothing was ended since the scene's login, which has waited
    wait_until_accepted(workers, scene.login.access, other.access)

    ending.act(scene)

    assert_refused_in_time(workers, scene.login.access)
    if not ending.everybody:
        wait_until_accepted(workers, other.access)
