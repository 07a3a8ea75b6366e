"""The stack that tests run against: its own ports and data, made fresh and taken down again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from stack import address_book, bring_up, ports, postgres, template
from stack.console import say
from stack.secret_store import read_secrets
from stack.settings import PORTS, ROOT, SERVICES, Settings

STATE = ROOT / ".state" / "test"
TEMPLATE = ROOT / ".state" / "test-template"
UNIT_DATABASES = ("coatcheck", *SERVICES)


@contextmanager
def proving_ground(*, whole: bool) -> Iterator[dict[str, str]]:
    """Yield the variables that tests read. `whole`: all parts; else PostgreSQL alone, for the unit tests.

    Call it under a lock: there is one ground.
    """
    # Tests of what every worker must know need to hear from each.
    os.environ.update({f"{each.upper()}_SHOW_WORKER": "1" for each in SERVICES})
    settings = Settings(state=STATE, ports=ports.find_free_ports(PORTS))
    bring_up.bring_down(settings)
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(mode=0o700)
    try:
        say("Starting a stack for the tests …")
        secrets = _bring_up(settings) if whole else _bring_up_database(settings)
        postgres.make_test_databases(settings, secrets, UNIT_DATABASES)
        yield _variables(settings, secrets)
    finally:
        bring_up.bring_down(settings)


def _bring_up(settings: Settings) -> dict[str, str]:
    restored = template.restore(settings, TEMPLATE)
    bring_up.bring_up(settings, anew=SERVICES if restored else ())
    secrets = read_secrets(STATE)
    template.save(settings, secrets, TEMPLATE)
    return secrets


def _bring_up_database(settings: Settings) -> dict[str, str]:
    bring_up.bring_up_database(settings)
    return read_secrets(STATE)


def unit_databases(settings: dict[str, str]) -> dict[str, str]:
    """Return the databases that the unit tests of a project use."""
    return {name: settings[f"UNIT_{name}"] for name in (f"{each.upper()}_DATABASE_URL" for each in UNIT_DATABASES)}


def _variables(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    names = ("CATALOG_LOGIN_CLIENT_SECRET", "BILLING_LOGIN_CLIENT_SECRET", "FEED_CLIENT_SECRET")
    found = address_book.values(settings, secrets) | {name: secrets[name] for name in names}
    unit = {
        f"UNIT_{each.upper()}_DATABASE_URL": postgres.url(
            settings, f"unit_{each}", secrets["POSTGRES_PASSWORD"], f"unit_{each}"
        )
        for each in UNIT_DATABASES
    }
    return found | unit | {"COATCHECK_STATE": str(STATE), "PYTHONUNBUFFERED": "1"}
