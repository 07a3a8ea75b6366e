"""What counts as a difference between the live realm and the file."""

import pytest
from compare import ABSENT, PRESENT, Difference, differences
from shape import Shape

MAPPER = "clientScopes/catalog:read/protocolMappers/audience catalog"


@pytest.fixture
def file() -> Shape:
    return {
        "realm": {"accessTokenLifespan": 300},
        "clientScopes/catalog:read": {"scopeMappings": frozenset()},
        MAPPER: {"config.included.client.audience": "catalog"},
        "clients/billing": {"optionalClientScopes": frozenset({"catalog:read"}), "secret": "the stack's"},
    }


@pytest.fixture
def live(file: Shape) -> Shape:
    return {path: dict(members) for path, members in file.items()}


def test_the_same_table_differs_nowhere(live: Shape, file: Shape) -> None:
    assert differences(live, file) == []


def test_a_value_that_differs_is_named_with_both_sides(live: Shape, file: Shape) -> None:
    live["realm"]["accessTokenLifespan"] = 3000

    assert differences(live, file) == [Difference("realm", "accessTokenLifespan", 3000, 300)]


def test_what_the_file_does_not_name_is_the_administrators_own(live: Shape, file: Shape) -> None:
    live["realm"]["displayName"] = "Ours"
    live["clients/orders"] = {"enabled": True}

    assert differences(live, file) == []


def test_a_set_differs_by_an_element_more_or_less(live: Shape, file: Shape) -> None:
    live["clients/billing"]["optionalClientScopes"] = frozenset({"catalog:read", "catalog:write"})

    assert [each.member for each in differences(live, file)] == ["optionalClientScopes"]


def test_a_set_that_is_left_out_is_empty(live: Shape, file: Shape) -> None:
    del live["clientScopes/catalog:read"]["scopeMappings"]

    assert differences(live, file) == []


def test_a_mapper_that_is_gone_is_a_difference(live: Shape, file: Shape) -> None:
    del live[MAPPER]

    assert differences(live, file) == [Difference(MAPPER, "", ABSENT, PRESENT)]


def test_a_mapper_too_many_is_a_difference(live: Shape, file: Shape) -> None:
    added = "clients/billing/protocolMappers/more"
    live[added] = {}

    assert differences(live, file) == [Difference(added, "", PRESENT, ABSENT)]


def test_a_mapper_in_a_foreign_client_is_none(live: Shape, file: Shape) -> None:
    live["clients/orders"] = {}
    live["clients/orders/protocolMappers/more"] = {}

    assert differences(live, file) == []


def test_an_absent_client_is_reported_once_not_mapper_by_mapper(live: Shape, file: Shape) -> None:
    del live["clientScopes/catalog:read"]
    del live[MAPPER]

    assert [each.path for each in differences(live, file)] == ["clientScopes/catalog:read"]


def test_a_secret_is_never_shown(live: Shape, file: Shape) -> None:
    live["clients/billing"]["secret"] = "somebody's"

    found = differences(live, file)

    assert [each.as_json() for each in found] == [
        {"path": "clients/billing/secret", "live": "(another secret)", "file": "(the stack's secret)"}
    ]
