"""`manage.py explain_token`: why a token is accepted or refused here, rule by rule, and what mends it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from coatcheck.django import wiring
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.explanation import Finding, explain
from coatcheck.principal import Principal

MARKS = {True: "pass", False: "FAIL", None: " ?  "}
NOBODY = "(none)"


class Command(BaseCommand):
    """Exit status: 0 accepted, 1 refused, 3 where the realm cannot be asked."""

    help = "Walk every rule for an access token. Give it on standard input: arguments stay in the shell's history."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", nargs="?", help="the access token; standard input when left out")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        token = (options["token"] or sys.stdin.read()).strip().removeprefix("Bearer ")
        for finding in explain(token, wiring.verifier()):
            self.show(finding)
        try:
            principal = wiring.verifier().verify(token)
        except InvalidToken as refusal:
            self.stdout.write(self.style.ERROR(f"\nRefused: {refusal.reason.value}."))
            sys.exit(1)
        except RealmUnavailable as away:
            self.stdout.write(self.style.WARNING(f"\nNot decided: {away.cause}."))
            sys.exit(3)
        self.stdout.write(self.style.SUCCESS(f"\nAccepted at {wiring.policy().audience}."))
        self.show_principal(principal)

    def show(self, finding: Finding) -> None:
        self.stdout.write(f"{MARKS[finding.passed]}  {finding.rule}")
        for line in filter(None, (finding.said, finding.remedy)):
            self.stdout.write(f"      {line}")

    def show_principal(self, principal: Principal) -> None:
        self.stdout.write(f"It speaks for {principal.username} ({principal.kind}), by the client {principal.client}.")
        for name in ("scopes", "roles", "client_roles", "permissions"):
            held = ", ".join(sorted(getattr(principal, name))) or NOBODY
            self.stdout.write(f"  {name.replace('_', ' ')}: {held}")
        if principal.roles and not principal.permissions:
            self.stdout.write(
                "  No permission: ACCESS maps none of these roles, or no held scope carries what they grant."
            )
