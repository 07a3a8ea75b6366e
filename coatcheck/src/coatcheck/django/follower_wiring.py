"""What follows the realm's feed, for the one process that does."""

from coatcheck.config import Access
from coatcheck.credentials import ClientCredentials
from coatcheck.django import wiring
from coatcheck.django.client_names import DatabaseClientNames
from coatcheck.django.once import OnceAProcess
from coatcheck.django.store import RevocationStore
from coatcheck.entries import GRACE
from coatcheck.feed import Batch, Feed
from coatcheck.feed_reader import FeedReader
from coatcheck.follower import Follower
from coatcheck.peer_feed import PeerBatch, PeerFeed
from coatcheck.self_check import check_introspection
from coatcheck.transport import Transport

# A peer waits up to 20 s for news.
PEER_DEADLINE = 30.0


def feed_credentials() -> ClientCredentials:
    """Our client that may read the feed, and nothing else."""
    given = wiring.settings()
    return ClientCredentials(
        wiring.realm(),
        wiring.transport(),
        given.feed_client_id or "",
        secret=given.feed_client_secret,
        key=given.feed_client_key,
    )


def record_of(source: str) -> RevocationStore:
    """The record of what has ended, with the state of the follower of this source."""
    return RevocationStore(source, token_life=wiring.settings().max_lifetime + GRACE)


def realm_follower() -> Follower[Batch]:
    """The follower of the realm's own feed, from where an earlier one was."""
    issuer = wiring.settings().issuer
    record = record_of(issuer)
    reader = FeedReader(wiring.realm(), wiring.transport(), feed_credentials())
    names = DatabaseClientNames(issuer)
    return Follower(Feed(reader, issuer, read_until=record.read_until(), client_names=names), record)


def peer_follower(url: str, scope: str) -> Follower[PeerBatch]:
    """The follower of another service's record at `url`, which asks as the feed's client with this scope."""
    record = record_of(url)
    feed = PeerFeed(url, peer_transport(), feed_credentials(), scope, read_until=record.read_until())
    return Follower(feed, record)


@OnceAProcess
def peer_transport() -> Transport:
    """The connections to another service."""
    return Transport(ca_file=wiring.settings().ca_file, deadline=PEER_DEADLINE)


def check_ourselves() -> None:
    """Say in the log where introspection would refuse everybody, as far as our own client is configured to ask."""
    given, scope = wiring.settings(), read_scope(wiring.access())
    if scope is not None and (given.client_secret is not None or given.client_key is not None):
        check_introspection(wiring.credentials(), wiring.introspector(), scope)


def read_scope(access: Access) -> str | None:
    """Return our own scope for reading: the one that carries nothing but views."""
    reading = [name for name, patterns in access.scopes.items() if all(each.startswith("view") for each in patterns)]
    return min(reading, default=None)
