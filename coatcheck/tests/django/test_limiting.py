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
