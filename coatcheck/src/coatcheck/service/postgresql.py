"""Django's PostgreSQL, for services: one that is away fails at once, but for a try now and then.

Who waits for it holds a thread that others need: eight that each wait two seconds for a connection would keep a worker
from answering anybody, `/livez` included. `"ENGINE": "coatcheck.service.postgresql"`.
"""

import sys
from collections import defaultdict
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base

from coatcheck.attempts import Attempts

PAUSE = 1.0  # seconds
THREADS = 1000

# Django imports an engine as a package, and its wrapper from a module `base` within.
sys.modules[f"{__name__}.base"] = sys.modules[__name__]


def gate() -> Attempts:
    return Attempts(at_once=THREADS, pause=PAUSE, unavailable=psycopg.OperationalError)


class DatabaseWrapper(base.DatabaseWrapper):
    """After a connection could not be had, nobody tries for a second, and then one alone until it succeeds."""

    gates: ClassVar[defaultdict[str, Attempts]] = defaultdict(gate)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        with self.gates[self.alias].attempt():
            return super().get_new_connection(conn_params)
