"""What follows the realm's feed, for the one process that does."""

from coatcheck.credentials import ClientCredentials
from coatcheck.django import wiring
from coatcheck.django.store import RevocationStore
from coatcheck.feed import Batch, Feed
from coatcheck.feed_reader import FeedReader
from coatcheck.follower import Follower


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


def realm_follower() -> Follower[Batch]:
    """The follower of the realm's own feed, from where an earlier one was."""
    issuer = wiring.settings().issuer
    record = RevocationStore(issuer)
    reader = FeedReader(wiring.realm(), wiring.transport(), feed_credentials())
    return Follower(Feed(reader, issuer, read_until=record.read_until()), record)
