"""Whether this worker still learns of what ends: the bound of the promise, made visible."""

from coatcheck.django import wiring
from coatcheck.django.polling import PolledRevocations


def is_blind() -> bool:
    """Tell whether the feed has been silent for longer than `FEED_SILENCE`, where there is one to be followed."""
    record = wiring.revocations()
    return isinstance(record, PolledRevocations) and record.feed_age > wiring.settings().feed_silence


def is_loaded() -> bool:
    """Tell whether what has ended is at hand, where a record of it is kept."""
    record = wiring.revocations()
    return not isinstance(record, PolledRevocations) or record.is_loaded


def describe_feed() -> dict[str, object]:
    """Return how the feed is doing, in whole seconds; empty where none is followed."""
    record = wiring.revocations()
    if not isinstance(record, PolledRevocations):
        return {}
    age = record.feed_age
    lacks = list(record.follower.lacks) if record.follower else []
    return {"feed": {"age_s": None if age == float("inf") else round(age), "lacks": lacks}}
