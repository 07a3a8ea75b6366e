"""Brings in the demonstration shop; safe to run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.demo import seed


class Command(BaseCommand):
    help = "Bring in the demonstration shop; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """What every service's seed takes; catalog keeps nothing of people, so it needs none of it."""
        parser.add_argument("--demo", action="store_true", help="also what belongs to the demo users")
        parser.add_argument("--users", nargs="*", default=[], metavar="NAME=SUB", help="the demo users")

    def handle(self, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        self.stdout.write(f"{seed()} products brought in")
