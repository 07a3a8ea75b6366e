"""Brings a running stack back to health with as little as that takes."""

import time

from stack import bring_up, health, supervisor
from stack.settings import Settings

PATIENCE = 15.0
LIMIT = 180.0


def mend(settings: Settings) -> list[str]:
    """Wait a while for parts that are busy, start those that do not run, restart the rest; return what was started.

    Raises:
        Failure: a part does not become healthy.
    """
    started = [each for each in _not_healthy(settings) if health.is_own(settings, each.name) and each.pid is None]
    for part in started:
        supervisor.start_program(settings.state, part.name)
    names = [each.name for each in started]
    deadline = time.monotonic() + PATIENCE
    while (left := _not_healthy(settings)) and time.monotonic() < deadline:
        time.sleep(0.2)
    for part in left:
        if health.is_own(settings, part.name) and part.name not in names:
            supervisor.stop_program(settings.state, part.name)
            supervisor.start_program(settings.state, part.name)
            names.append(part.name)
    bring_up.wait_healthy(settings, [each for each in health.parts() if health.is_own(settings, each)], LIMIT)
    return names


def _not_healthy(settings: Settings) -> list[health.Health]:
    return [each for each in health.look(settings) if each.state != "healthy"]
