"""Removes old answers to idempotency keys; for a nightly job, safe to run at any time."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from billing.services import idempotency

LONGEST = 36_500


class Command(BaseCommand):
    help = "Remove the answers to idempotency keys that are older than some days; nobody repeats a request for so long."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=days, default=30, help="how long answers are kept (30)")

    def handle(self, *, days: int, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        removed = idempotency.forget_before(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{removed} answers removed")


def days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise ArgumentTypeError("give whole days, at least one: a retry must still find its answer")
    return int(text)
