"""Brings in billing's first data; safe to run as often as one likes."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import demo
from billing.demo_people import find_subjects
from coatcheck.django import wiring
from coatcheck.errors import RealmUnavailable


class Command(BaseCommand):
    help = "Bring in what billing starts with: nothing, and with --demo the demonstration users' invoices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="bring in invoices of the demonstration users")
        parser.add_argument(
            "--users",
            nargs="*",
            type=user,
            default=[],
            metavar="NAME=SUB",
            help="their subjects; the realm is asked where they are left out",
        )

    def handle(self, *, demo: bool, users: list[tuple[str, str]], **options: Any) -> None:  # noqa: ARG002 - Django's
        count = seed_demo(dict(users) or ask_realm()) if demo else 0
        self.stdout.write(f"{count} invoices brought in")


def user(text: str) -> tuple[str, str]:
    name, separator, subject = text.partition("=")
    if not (name and separator and subject):
        raise ArgumentTypeError(f"{text!r} is not NAME=SUB")
    return name, subject


def ask_realm() -> dict[str, str]:
    try:
        return find_subjects(demo.people())
    except RealmUnavailable as error:
        raise CommandError(f"the realm cannot be asked who the users are: {error}") from error


def seed_demo(users: dict[str, str]) -> int:
    return demo.seed(wiring.policy().issuer, users)
