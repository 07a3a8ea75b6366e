"""How the event feed is read: who may, in which order, from when, and how it can fall silent. feed.py leans on each."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from ground import Ground, unpack

LIMIT = 10  # seconds

Watch = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def watch(ground: Ground, book: dict[str, str]) -> Watch:
    """Give `watch(path, **query)`: the Admin API asked as the realm's watcher."""
    base = f"{book['KEYCLOAK_URL']}/admin/realms/{ground.realm}"

    def ask(path: str, **query: str | int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {ground.own_token('realm-watcher')}"}
        return ground.http.get(f"{base}/{path}", params=query, headers=headers)

    return ask


@pytest.fixture(scope="module")
def logouts(ground: Ground, watch: Watch) -> list[dict[str, Any]]:
    """Give five LOGOUT events, the oldest first."""
    started = int(time.time() * 1000)
    for _ in range(5):
        refresh = ground.ask_as("demo", "bob", scope="billing:read").json()["refresh_token"]
        ground.post("logout", "demo", refresh_token=refresh).raise_for_status()
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        found = watch("events", type="LOGOUT", dateFrom=started, direction="asc").json()
        if len(found) == 5:
            return found
    pytest.fail("the events did not appear")


@pytest.mark.parametrize("path", ["events", "admin-events", "events/config"])
def test_the_watcher_reads_the_feed(watch: Watch, path: str) -> None:
    assert watch(path).status_code == 200


@pytest.mark.parametrize("path", ["users", "clients", "roles", "client-scopes", "keys", "groups", "components"])
def test_the_watcher_reads_nothing_else(watch: Watch, path: str) -> None:
    assert watch(path).status_code == 403


def test_an_event_names_what_ended(logouts: list[dict[str, Any]]) -> None:
    assert all({"id", "time", "type", "userId", "sessionId"} <= each.keys() for each in logouts)


def test_events_come_in_order_of_time_when_asked(logouts: list[dict[str, Any]], watch: Watch) -> None:
    first, last = logouts[0]["time"], logouts[-1]["time"]
    rising = [each["time"] for each in logouts]

    falling = [each["time"] for each in watch("events", type="LOGOUT", dateFrom=first, dateTo=last).json()]

    assert rising == sorted(rising)
    assert falling == sorted(rising, reverse=True)


def test_date_from_is_milliseconds_and_inclusive(logouts: list[dict[str, Any]], watch: Watch) -> None:
    last = logouts[-1]

    at, after = (
        watch("events", type="LOGOUT", dateFrom=moment, dateTo=last["time"]).json()
        for moment in (last["time"], last["time"] + 1)
    )

    assert last["id"] in {each["id"] for each in at}
    assert after == []


def test_pages_by_time_meet_without_a_gap(logouts: list[dict[str, Any]], watch: Watch) -> None:
    seen: dict[str, int] = {}
    moment = logouts[0]["time"]
    while True:
        page = watch(
            "events", type="LOGOUT", dateFrom=moment, dateTo=logouts[-1]["time"], direction="asc", max=3
        ).json()
        if not {each["id"] for each in page} - seen.keys():
            break
        seen |= {each["id"]: each["time"] for each in page}
        moment = page[-1]["time"]

    assert list(seen) == [each["id"] for each in logouts]


@pytest.mark.parametrize(
    ("path", "query"), [("events", {"type": "NO_SUCH"}), ("admin-events", {"resourceTypes": "NO"})]
)
def test_an_unknown_type_is_an_error_of_the_server(watch: Watch, path: str, query: dict[str, str]) -> None:
    assert watch(path, **query).status_code == 500


def test_several_types_are_one_question(logouts: list[dict[str, Any]], watch: Watch) -> None:
    both = watch("events?type=LOGOUT&type=LOGIN", dateFrom=logouts[0]["time"]).json()

    assert {each["type"] for each in both} <= {"LOGIN", "LOGOUT"}


def test_a_services_own_sign_in_leaves_no_event(ground: Ground, watch: Watch) -> None:
    started = int(time.time() * 1000)

    ground.own_token("billing")

    assert "CLIENT_LOGIN" not in {each["type"] for each in watch("events", dateFrom=started).json()}


def test_events_of_an_administrator_of_the_master_realm_are_in_the_feed(ground: Ground, watch: Watch) -> None:
    role = ground.create("roles", {"name": "passing"})

    ground.call("DELETE", f"roles/{role}")

    found = watch("admin-events", resourceTypes="REALM_ROLE", max=10).json()
    assert ("DELETE", "roles/passing") in {(each["operationType"], each["resourcePath"]) for each in found}


def test_events_switched_off_are_silence_not_an_error(ground: Ground, watch: Watch) -> None:
    whole = ground.get("events/config")
    started = int(time.time() * 1000)
    ground.call("PUT", "events/config", whole | {"eventsEnabled": False})

    ground.ask_as("demo", "carol").raise_for_status()
    answer = watch("events", dateFrom=started)
    seen = watch("events/config").json()["eventsEnabled"]
    ground.call("PUT", "events/config", whole)

    assert (answer.status_code, answer.json(), seen) == (200, [], False)


def test_answers_have_no_date_so_the_realms_clock_is_read_from_its_tokens(ground: Ground, watch: Watch) -> None:
    before = int(time.time())

    issued = unpack(ground.own_token("realm-watcher")).payload["iat"]

    assert "Date" not in watch("events", max=1).headers
    assert before <= issued <= time.time()
