"""What `/metrics` shows: what all workers counted, the age of each moment, and what the follower counted."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import prometheus_client
from prometheus_client import multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from coatcheck.django import wiring
from coatcheck.django.metrics import AGE, TIMESTAMP, follower, instruments


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
    registry.register(FollowerCounts())
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


@dataclass(frozen=True)
class FollowerCounts:
    """What the follower counted, in a process of its own; it leaves that in the database."""

    def collect(self) -> Iterator[Any]:
        state, service = follower(), wiring.settings().audience
        counted = CounterMetricFamily("coatcheck_feed", "Counted by the follower.", labels=["service", "counted"])
        for name, total in sorted(state.counts.items()) if state else ():
            counted.add_metric([service, name], total)
        yield counted
        lacks = GaugeMetricFamily(
            "coatcheck_feed_lacks", "Kinds of events the realm does not keep.", labels=["service"]
        )
        lacks.add_metric([service], len(state.lacks) if state else 0)
        yield lacks


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
    except OSError as error:  # a process of somebody else's is alive
        return not isinstance(error, ProcessLookupError)
    return True
