import pytest
from django.test import Client

from coatcheck.django.limiting import MAX_ADDRESSES, RefusalLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_counts_each_address_for_itself(clock):
    limit = RefusalLimit(1, clock)

    assert [limit.count("a"), limit.count("b"), limit.count("a")] == [0, 0, 60]


def test_begins_anew_each_minute(clock):
    limit = RefusalLimit(1, clock)
    limit.count("a")
    clock.now = 61

    assert limit.count("a") == 0


def test_says_how_long_to_wait(clock):
    limit = RefusalLimit(0, clock)
    clock.now = 45

    assert limit.count("a") == 15


def test_keeps_a_bounded_number_of_addresses(clock):
    limit = RefusalLimit(1, clock)
    for number in range(MAX_ADDRESSES + 1):
        limit.count(str(number))

    assert len(limit._counts) <= MAX_ADDRESSES


def test_forgets_who_was_refused_least_lately_and_nobody_else(clock):
    limit = RefusalLimit(1, clock)
    for address in ("busy", "idle", "busy"):
        limit.count(address)
    for number in range(MAX_ADDRESSES - 2):
        limit.count(str(number))

    limit.count("one more")

    assert [limit.count("busy"), limit.count("idle")] == [60, 0]


@pytest.mark.parametrize("neighbour", ["2001:db8::2", "2001:db8:0:0:ffff:ffff:ffff:ffff", "2001:db8::1%eth0"])
def test_counts_the_addresses_of_one_ipv6_site_together(clock, neighbour):
    limit = RefusalLimit(1, clock)
    limit.count("2001:db8::1")

    assert limit.count(neighbour) == 60


def test_counts_two_ipv6_sites_each_for_itself(clock):
    limit = RefusalLimit(1, clock)

    assert [limit.count(address) for address in ("2001:db8::1", "2001:db8:0:1::1", "::1")] == [0, 0, 0]


def test_counts_an_ipv4_address_alone_however_it_is_written(clock):
    limit = RefusalLimit(1, clock)
    limit.count("::ffff:192.0.2.1")

    assert [limit.count("::ffff:192.0.2.2"), limit.count("192.0.2.1")] == [0, 60]


@pytest.fixture
def ask(project, settings):
    settings.COATCHECK = settings.COATCHECK | {"REFUSAL_LIMIT": 2}
    return lambda **headers: Client().get("/plain/whoami/", headers=headers)


def test_answers_429_when_an_address_was_refused_too_often(ask):
    statuses = [ask(Authorization="Bearer x").status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_says_when_to_come_back(ask):
    for _ in range(2):
        ask(Authorization="Bearer x")

    response = ask(Authorization="Bearer x")

    assert 0 < int(response["Retry-After"]) <= 60
    assert "WWW-Authenticate" not in response
    assert response["Content-Type"] == "application/problem+json"


def test_does_not_lock_out_who_shares_the_address(ask, bearer):
    for _ in range(5):
        ask(Authorization="Bearer x")

    assert ask(**bearer()).status_code == 200


def test_is_off_unless_it_is_set(project):
    assert {Client().get("/plain/whoami/", headers={"Authorization": "Bearer x"}).status_code for _ in range(30)} == {
        401
    }
