"""How long until every worker of both services refuses what has ended, and what asking costs.

`./manage_all.sh bench revocation [ROUNDS [WORD]]`, on a running stack whose workers show who they are:
`CATALOG_SHOW_WORKER=1 BILLING_SHOW_WORKER=1 ./manage_all.sh up`. Counted is from Keycloak's answer to the first refusal
by the last worker of both services. All of it, 20 rounds, takes half an hour and is written to bench/results/. With a
WORD, only the endings whose names hold it are measured, and nothing is written.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from _check_cost import measure_checks
from _feed_cost import measure_feed

from addresses import find_services
from endings import ENDINGS
from endings_of_everybody import EVERYBODY
from endings_of_people import PEOPLE
from realm_admin import RealmAdmin
from scenes import Ending
from workers import Workers

RESULTS = Path(__file__).resolve().parent / "results" / "revocation.md"
HEAD = (
    "# How soon is refused what has ended, and what does it cost?\n\nWritten by `./manage_all.sh bench revocation`.\n"
)


def main(rounds: int, word: str) -> None:
    parts = [measure_endings(rounds, word)] if word else [measure_checks(), feed_lines(), measure_endings(rounds, "")]
    written = HEAD
    for part in parts:
        print()
        written += "\n"
        for line in part:
            print(line, flush=True)
            written += f"{line}\n"
    if not word:
        RESULTS.write_text(written, encoding="utf-8")


def feed_lines() -> Iterator[str]:
    cost = measure_feed()
    yield from cost.lines if cost else ["What a follower costs is not measured: this Keycloak is not ours."]


def measure_endings(rounds: int, word: str) -> Iterator[str]:
    http = httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0))
    admin = RealmAdmin(os.environ)
    workers = [Workers(http, service) for service in find_services(os.environ).values()]
    everything: list[float] = []
    yield f"| ending, {rounds} times | p50 s | max s |"
    yield "|---|---|---|"
    for name, ending in (ENDINGS | PEOPLE | EVERYBODY).items():
        if word in name:
            times = [measure(ending, admin, http, workers) for _ in range(rounds)]
            everything += times
            yield f"| {name} | {median(times):.2f} | {max(times):.2f} |"
    yield f"| all {len(everything)} | {median(everything):.2f} | {max(everything):.2f} |"


def measure(ending: Ending, admin: RealmAdmin, http: httpx.Client, workers: list[Workers]) -> float:
    """End one login, and return the seconds until the last worker refuses it."""
    scene = ending.stage(admin, http, os.environ["ISSUER"])
    try:
        ending.prepare(scene)
        scene.login = ending.sign_in(scene)
        for each in workers:
            each.wait_until_all(scene.login.access, 200)
        ending.act(scene)
        started = time.monotonic()
        for each in workers:
            each.wait_until_all(scene.login.access, 401)
        return time.monotonic() - started
    finally:
        ending.undo(scene)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 20, given[1] if len(given) > 1 else "")
