"""What a follower of the realm's events costs Keycloak once Keycloak is warm.

Java compiles what is called often, and in a Keycloak that has just begun this costs more than the calls. So the feed is
read first as often as two followers read it in `WARM_UP` seconds. Then the stack's own followers are stopped one by one.
"""

import logging
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coatcheck.config import Realm
from coatcheck.credentials import ClientCredentials
from coatcheck.feed import Feed
from coatcheck.feed_reader import FeedReader
from coatcheck.follower import POLL_EVERY
from coatcheck.transport import Transport
from parts import supervisor
from stack import processes
from stack.secret_store import read_secrets
from stack.settings import SERVICES, load

WARM_UP, SETTLING, WATCHED = 1800.0, 5.0, 90.0
FOLLOWERS = [f"{service}-follower" for service in SERVICES]


@dataclass(frozen=True, slots=True)
class FeedCost:
    """The shares of a core that Keycloak used, by how many followers there were, with all else that it did."""

    shares: Mapping[int, float]

    @property
    def lines(self) -> Iterator[str]:
        yield "| followers | Keycloak, % of a core |"
        yield "|---|---|"
        for followers, share in sorted(self.shares.items()):
            yield f"| {followers} | {share:.2%} |".replace("%", "")
        yield f"| each of the {len(FOLLOWERS)} | {self.each:.2%} |".replace("%", "")

    @property
    def each(self) -> float:
        return (self.shares[len(FOLLOWERS)] - self.shares[0]) / len(FOLLOWERS)


def measure_feed() -> FeedCost | None:
    """Return what followers cost the Keycloak of the running stack; `None` where it is not ours to watch."""
    settings = load(os.environ)
    keycloak = processes.find(settings.state, "keycloak")
    if keycloak is None:
        return None
    warm_up(os.environ["ISSUER"], read_secrets(settings.state)["FEED_CLIENT_SECRET"])
    shares = {len(FOLLOWERS): watch(keycloak.pid)}
    with supervisor() as order:
        try:
            for left, follower in reversed(list(enumerate(FOLLOWERS))):
                order.stopProcess(follower)
                shares[left] = watch(keycloak.pid)
        finally:
            for follower in FOLLOWERS[left:]:
                order.startProcess(follower)
    return FeedCost(shares)


def warm_up(issuer: str, secret: str) -> None:
    """Read the feed as a follower does, without its pauses; what it says is of no interest."""
    logging.getLogger("coatcheck").addHandler(logging.NullHandler())
    realm, transport = Realm(issuer), Transport()
    reader = FeedReader(realm, transport, ClientCredentials(realm, transport, "realm-watcher", secret))
    feed = Feed(reader, issuer, read_until=time.time())
    for _ in range(int(WARM_UP / POLL_EVERY) * len(FOLLOWERS)):
        feed.confirm(feed.poll())
    transport.close()


def watch(pid: int) -> float:
    """Return the share of a core that a process uses."""
    time.sleep(SETTLING)
    before, started = processor_time(pid), time.monotonic()
    time.sleep(WATCHED)
    return (processor_time(pid) - before) / (time.monotonic() - started)


def processor_time(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
