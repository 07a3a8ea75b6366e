"""`manage.py follow_realm`: keep this service's record of what has ended, until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connections

from coatcheck.django import wiring
from coatcheck.django.follower_wiring import check_ourselves, peer_follower, realm_follower
from coatcheck.follower import Follower

logger = logging.getLogger("coatcheck.feed")


class Command(BaseCommand):
    """Follows the realm's events, or another service's record. One a service is enough; a second does no harm."""

    help = "Follow the realm's events, or another service's record of them, and write down what has ended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="url", help="read https://…/revocations/ of another service instead")
        parser.add_argument("--scope", default="revocations:read", help="what to ask for in a token for that service")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Raises CommandError where the settings name no client that may read."""
        if wiring.settings().feed_client_id is None:
            raise CommandError("COATCHECK names no FEED_CLIENT_ID, so nothing can be followed")
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        check_ourselves()
        url, scope = options["url"], options["scope"]
        follow((lambda: peer_follower(url, scope)) if url else realm_follower, ended)


def follow(make: Callable[[], Follower[Any]], ended: threading.Event) -> None:
    """Follow until `ended`, and go on after trouble with the database: what was not kept is read again."""
    followers: list[Follower[Any]] = []
    while not ended.is_set():
        try:
            followers = followers or [make()]
            followers[0].run(ended.wait)
        except Error as error:
            logger.error("what has ended cannot be kept: %s", type(error).__name__)  # noqa: TRY400 - no secrets in logs
            connections.close_all()
            ended.wait(1.0)
