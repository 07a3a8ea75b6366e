"""How long until every worker of both services refuses what has ended, and what asking costs.

`./manage_all.sh bench revocation [ROUNDS [WORD]]`, on a running stack whose workers show who they are:
`CATALOG_SHOW_WORKER=1 BILLING_SHOW_WORKER=1 ./manage_all.sh up`. WORD picks the endings whose names hold it.
Counted is from Keycloak's answer to the first refusal by the last worker of both services.
"""

import gc
import os
import sys
import time
import timeit
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from addresses import find_services
from coatcheck.claims import Claims
from coatcheck.entries import Entry, Kind
from coatcheck.revocation import Revocations
from endings import ENDINGS, Ending, Scene
from realm_admin import RealmAdmin
from stack import processes
from stack.settings import load as load_settings
from victims import Login, make_application, make_user
from workers import Workers

KINDS = (Kind.TOKEN, Kind.SESSION, Kind.SUBJECT, Kind.SESSION_CLIENT, Kind.SUBJECT_CLIENT)
IDLE, FOLLOWERS = 30.0, 2
ISSUER = "https://id.example/realms/test"


def main(rounds: int, word: str) -> None:
    measure_checks()
    measure_feed()
    http = httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0))
    admin = RealmAdmin(os.environ)
    workers = [Workers(http, service) for service in find_services(os.environ).values()]
    print(f"\n{'ending':34} {'rounds':>6} {'p50 s':>6} {'max s':>6}")
    everything: list[float] = []
    for name, ending in ENDINGS.items():
        if word in name:
            times = [measure(ending, admin, http, workers) for _ in range(rounds)]
            everything += times
            print(f"{name:34} {rounds:6} {median(times):6.2f} {max(times):6.2f}", flush=True)
    print(f"{'all':34} {len(everything):6} {median(everything):6.2f} {max(everything):6.2f}")


def measure(ending: Ending, admin: RealmAdmin, http: httpx.Client, workers: list[Workers]) -> float:
    """End one login, and return the seconds until the last worker refuses it."""
    app = make_application(admin, http, os.environ["ISSUER"])
    scene = Scene(admin, app, make_user(admin, ending.roles), Login("", ""))
    ending.prepare(scene)
    time.sleep(2)  # what preparing ended is known everywhere by now
    scene.login = app.login(scene.user["name"])
    for each in workers:
        each.wait_until_all(scene.login.access, 200)
    ending.act(scene)
    started = time.monotonic()
    for each in workers:
        each.wait_until_all(scene.login.access, 401)
    return time.monotonic() - started


def measure_feed() -> None:
    """Print what two followers cost Keycloak, with all else that it does when nobody asks it for anything."""
    keycloak = processes.find(load_settings(os.environ).state, "keycloak")
    if keycloak is None:
        print("\nthe feed's cost is not measured: this Keycloak is not ours")
        return
    before = processor_time(keycloak.pid)
    time.sleep(IDLE)
    share = (processor_time(keycloak.pid) - before) / IDLE / FOLLOWERS
    print(f"\n{share:.2%} of a core of Keycloak for each follower, over {IDLE:.0f} s")


def processor_time(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_checks() -> None:
    """Print what one check costs, and what the record weighs."""
    print(f"{'entries':>10} {'µs a check':>10} {'MB':>6} {'s to load':>9}")
    for count in (0, 100_000, 4_000_000):
        started = time.monotonic()
        record = load(count)
        loaded, ask = time.monotonic() - started, record.refuse_revoked
        cost = min(timeit.repeat(lambda ask=ask: ask(CLAIMS), number=20_000, repeat=20)) / 20_000 * 1e6
        print(f"{count:10} {cost:10.2f} {weigh(record) / 1e6:6.1f} {loaded:9.1f}", flush=True)


def load(count: int) -> Revocations:
    revocations, source = Revocations(), entries(count)
    while batch := list(islice(source, 100_000)):
        revocations.add(batch)
    return revocations


def weigh(record: Revocations) -> int:
    """Return the bytes that the record's snapshot holds, each object counted once."""
    todo, seen, total = [record._snapshot], set[int](), 0  # noqa: SLF001 - what is to be weighed
    while todo:
        each = todo.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen.add(id(each))
            total += sys.getsizeof(each)
            todo += gc.get_referents(each)
    return total


CLAIMS = Claims(
    ISSUER, "alice", frozenset({"catalog"}), 1e10, 1e9, "onrtro:8bdd7642", "web", session_id="PfLvMyXpXZ072d2eGsrduLws",
    roles=frozenset({"customer", "catalog-editor"}),
)  # fmt: skip


def entries(count: int) -> Iterator[Entry]:
    now = int(time.time())
    for number in range(count):
        kind = KINDS[number % 3]
        yield Entry(kind, f"{kind}-{number}-0123456789", now)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 20, given[1] if len(given) > 1 else "")
