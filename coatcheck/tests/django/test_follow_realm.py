import os
import signal
import threading

import pytest
from clocks import wait_until
from django.core.management import CommandError, call_command
from django.db import OperationalError

from coatcheck.config import Access
from coatcheck.django import once
from coatcheck.django.follower_wiring import check_ourselves, peer_follower, read_scope, realm_follower
from coatcheck.django.management.commands.follow_realm import follow
from coatcheck.django.models import FeedState, Revocation
from coatcheck.entries import Entry, Kind
from coatcheck.peer_feed import write_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed(project, realm, settings):
    """The small project, with a client that may read the stand-in realm's events."""
    realm.clients["watcher"] = "hush"
    settings.COATCHECK = settings.COATCHECK | {"FEED_CLIENT_ID": "watcher", "FEED_CLIENT_SECRET": "hush"}
    yield realm
    once.reset()


def catch_up(follower):
    while follower.step() == 0.0:
        pass


def kept():
    return set(Revocation.objects.values_list("kind", "key"))


def test_writes_down_what_the_realm_s_events_end(followed):
    followed.record_event("LOGOUT", sessionId="sid-1")

    catch_up(realm_follower())

    assert kept() == {("session", "sid-1")}


def test_goes_on_where_an_earlier_follower_was(followed):
    catch_up(realm_follower())
    until = FeedState.objects.get(source=followed.issuer).read_until

    assert until > followed.clock() - 3600
    assert 0.25 <= realm_follower().step() <= 0.5


def test_knows_a_client_by_the_name_that_an_earlier_follower_learnt(followed):
    followed.record_admin_event("CREATE", "CLIENT", "clients/u-1", {"clientId": "web"})
    catch_up(realm_follower())
    followed.admin_events.clear()
    followed.record_admin_event("UPDATE", "CLIENT", "clients/u-1", {"enabled": False})

    catch_up(realm_follower())

    assert kept() == {("client", "web")}


def test_a_second_follower_does_no_harm(followed):
    followed.record_event("LOGOUT", sessionId="sid-1")

    catch_up(realm_follower())
    catch_up(realm_follower())

    assert Revocation.objects.count() == 1


def test_reads_from_another_service_where_told(followed):
    told = write_entry(7, "e-1/0", Entry(Kind.SESSION, "sid-1", 1_795_540_000))
    followed.events_config = {"last": 7, "entries": [told], "age": 0.1, "lacks": []}

    peer_follower(followed.url_of("events-config"), "revocations:read").step()

    assert kept() == {("session", "sid-1")}


def test_follows_until_it_is_told_to_end_and_goes_on_after_trouble_with_the_database(followed):
    ended, steps = threading.Event(), []

    class Troubled:
        def run(self, wait):
            steps.append(1)
            if len(steps) == 1:
                raise OperationalError("the database is away")
            ended.set()

    follow(Troubled, ended)

    assert len(steps) == 2


def test_ends_at_a_signal(followed):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end_once_it_follows():
        try:
            wait_until(lambda: followed.requests["events"], limit=30)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end_once_it_follows)
    ending.start()
    call_command("follow_realm")
    ending.join()
    for number, handler in before.items():
        signal.signal(number, handler)

    assert followed.requests["events"] >= 1


def test_says_what_is_missing(project):
    with pytest.raises(CommandError, match="FEED_CLIENT_ID"):
        call_command("follow_realm")


@pytest.mark.parametrize(
    ("scopes", "own"),
    [
        ({"orders:read": ("view_*",), "orders:write": ("add_*", "change_*")}, "orders:read"),
        ({"orders:write": ("add_*",)}, None),
        ({}, None),
    ],
)
def test_our_own_scope_for_reading_is_what_carries_views_alone(scopes, own):
    assert read_scope(Access(scopes=scopes)) == own


def test_looks_whether_introspection_works_where_we_may_ask(followed, realm, settings):
    check_ourselves()
    assert realm.requests["introspection"] == 0

    settings.COATCHECK = settings.COATCHECK | {"CLIENT_SECRET": "orders-secret"}
    check_ourselves()

    assert realm.requests["introspection"] == 1
