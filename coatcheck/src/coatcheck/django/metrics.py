"""Counts and ages for Prometheus, summed over the workers of a service where `PROMETHEUS_MULTIPROC_DIR` is set.

Without prometheus-client everything here does nothing.

    coatcheck_requests_total{service,outcome,reason}   accepted, refused, undecided, challenged, anonymous
    coatcheck_key_fetches_total{service,result}        asked of the realm: done, failed
    coatcheck_verdicts_total{service,result}           tokens seen before: hit, or judged anew: miss
    coatcheck_key_set_age_seconds{service}             of the oldest set among the workers
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

try:
    import prometheus_client
    from prometheus_client import multiprocess
    from prometheus_client.core import GaugeMetricFamily
except ImportError:  # pragma: no cover - an optional extra
    prometheus_client = None  # type: ignore[assignment] # told by `is_available`

from coatcheck.django import wiring

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
}


@cache
def instruments() -> Instruments:
    return Instruments()


def count(outcome: str, reason: str = "") -> None:
    """Count one request."""
    if is_available():
        made = instruments()
        made.requests.labels(wiring.settings().audience, outcome, reason).inc()
        made.sample()


def write_exposition() -> tuple[bytes, str]:
    """Return what Prometheus reads, and its media type."""
    instruments().sample()
    registry = prometheus_client.CollectorRegistry()
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if directory:
        forget_dead_workers(Path(directory))
        source: Any = multiprocess.MultiProcessCollector(None)  # type: ignore[no-untyped-call] # has no types
    else:
        source = prometheus_client.REGISTRY
    registry.register(WithAges(source))
    return prometheus_client.generate_latest(registry), prometheus_client.CONTENT_TYPE_LATEST


@dataclass(frozen=True)
class WithAges:
    """All metrics of a source, and beside each timestamp the age that it has now."""

    source: Any

    def collect(self) -> Iterator[Any]:
        for metric in self.source.collect():
            yield metric
            if metric.name.endswith(TIMESTAMP):
                yield age_of(metric.name, metric.samples)


def age_of(name: str, samples: Iterable[Any]) -> Any:
    """Return the age that a timestamp metric has now."""
    age = GaugeMetricFamily(name.removesuffix(TIMESTAMP) + AGE, "Seconds since then.", labels=["service"])
    for sample in samples:
        age.add_metric([sample.labels["service"]], max(0.0, time.time() - sample.value))
    return age


def forget_dead_workers(directory: Path) -> None:
    """Drop the gauges of workers that are gone, so that a dead one's old keys do not look like ours."""
    for file in directory.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not is_alive(int(pid)):
            with suppress(FileNotFoundError):
                file.unlink()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
