"""Counts and ages for Prometheus, summed over the workers of a service where `PROMETHEUS_MULTIPROC_DIR` is set.

Without prometheus-client everything here does nothing.

    coatcheck_requests_total{service,outcome,reason}   accepted, refused, undecided, challenged, anonymous
    coatcheck_key_fetches_total{service,result}        asked of the realm: done, failed
    coatcheck_verdicts_total{service,result}           tokens seen before: hit, or judged anew: miss
    coatcheck_key_set_age_seconds{service}             of the oldest set among the workers
    coatcheck_feed_age_seconds{service}                since the realm's events were last read
    coatcheck_snapshot_age_seconds{service}            since the slowest worker last read what has ended
    coatcheck_feed_total{service,counted}              by the follower: polls, failures, events, malformed, unpinned
    coatcheck_feed_lacks{service}                      how many kinds of events we need and the realm does not keep
    coatcheck_blind_writes_total{service,result}       writes while the feed was silent: asked, unasked
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

try:
    import prometheus_client
except ImportError:  # pragma: no cover - an optional extra
    prometheus_client = None  # type: ignore[assignment] # told by `is_available`

from coatcheck.django import wiring
from coatcheck.follower import State

PAUSE = 1.0
TIMESTAMP, AGE = "_timestamp_seconds", "_age_seconds"


def is_available() -> bool:
    """Tell whether prometheus-client is installed."""
    return prometheus_client is not None


@dataclass
class Instruments:
    """What is counted, made once a process; `sample` copies what the library counts for itself."""

    requests: Any = field(init=False)
    sampled: dict[str, float] = field(default_factory=dict)
    sampled_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        count, gauge = prometheus_client.Counter, prometheus_client.Gauge
        self.requests = count(
            "coatcheck_requests", "Requests by what became of them.", ["service", "outcome", "reason"]
        )
        self.fetches = count("coatcheck_key_fetches", "Fetches of the realm's keys.", ["service", "result"])
        self.verdicts = count("coatcheck_verdicts", "Look-ups of verdicts already reached.", ["service", "result"])
        self.blind_writes = count("coatcheck_blind_writes", "Writes while the feed was silent.", ["service", "result"])
        self.timestamps = {
            name: gauge(f"coatcheck_{name}{TIMESTAMP}", text, ["service"], multiprocess_mode="livemin")
            for name, (text, _) in TIMES.items()
        }

    def sample(self) -> None:
        """Copy counts and times, at most once in a while; only this process's own."""
        if time.monotonic() - self.sampled_at < PAUSE or not self.lock.acquire(blocking=False):
            return
        try:
            self.sampled_at = time.monotonic()
            service = wiring.settings().audience
            for (counter, result), total in totals().items():
                key = f"{counter}.{result}"
                known = self.sampled.get(key, 0.0)
                # Less than before: the parts were made anew, and count from zero.
                getattr(self, counter).labels(service, result).inc(total - known if total >= known else total)
                self.sampled[key] = total
            for name, (_, at) in TIMES.items():
                if (moment := at()) is not None:
                    self.timestamps[name].labels(service).set(moment)
        finally:
            self.lock.release()


def totals() -> dict[tuple[str, str], float]:
    """Return what this process's parts have counted so far."""
    verdicts, refresher = wiring.verifier().verdicts, wiring.keys().refresher
    return {
        ("verdicts", "hit"): verdicts.hits,
        ("verdicts", "miss"): verdicts.misses,
        ("fetches", "done"): refresher.fetches - refresher.failures,
        ("fetches", "failed"): refresher.failures,
    }


# Moments whose age is shown: what they mean, and how to ask, in seconds since 1970.
TIMES: dict[str, tuple[str, Callable[[], float | None]]] = {
    "key_set": ("When the realm's keys were fetched.", lambda: wiring.keys().fetched_at),
    "feed": ("When the realm's events were last read.", lambda: getattr(follower(), "polled_at", None)),
    "snapshot": ("When a worker last read what has ended.", lambda: getattr(wiring.revocations(), "polled_at", None)),
}


def follower() -> State | None:
    """Return how the follower of this service is doing, as this worker knows."""
    state: State | None = getattr(wiring.revocations(), "follower", None)
    return state


@cache
def instruments() -> Instruments:
    return Instruments()


def count(outcome: str, reason: str = "") -> None:
    """Count one request."""
    if is_available():
        made = instruments()
        made.requests.labels(wiring.settings().audience, outcome, reason).inc()
        made.sample()


def count_blind_write(result: str) -> None:
    """Count one write while the feed was silent."""
    if is_available():
        instruments().blind_writes.labels(wiring.settings().audience, result).inc()


def sample() -> None:
    """Copy what the library counts for itself, also where no request comes by."""
    if is_available():
        instruments().sample()
