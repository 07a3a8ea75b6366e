"""All workers of a service, as a caller sees them: who has answered, and whether each of them refuses by now."""

import time
from dataclasses import dataclass, field

import httpx

from addresses import Service

PATIENCE = 20.0


@dataclass
class Workers:
    """The workers of one service, told apart by the header that they show in tests."""

    http: httpx.Client
    service: Service
    count: int = 2
    known: set[str] = field(default_factory=set)

    def ask(self, token: str) -> tuple[str, int]:
        """Ask whoever answers, and return who did, and the status."""
        answer = self.http.get(self.service.me, headers={"Authorization": f"Bearer {token}"})
        self.known.add(answer.headers["X-Worker"])
        return answer.headers["X-Worker"], answer.status_code

    def wait_until_all(self, token: str, status: int, patience: float = PATIENCE) -> float:
        """Wait until each worker's last answer was this, and return how many seconds that took."""
        started = time.monotonic()
        last: dict[str, int] = {}
        while time.monotonic() - started < patience:
            worker, answered = self.ask(token)
            last[worker] = answered
            if len(last) >= self.count and set(last.values()) == {status}:
                return time.monotonic() - started
        raise AssertionError(f"{self.service.name}: after {patience} s its workers answer {last}, not {status}")
