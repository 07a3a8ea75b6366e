"""Bodies and queries are read strictly, and whatever is wrong is named."""

import io

import pytest
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError

from coatcheck.service.strict import (
    MAX_BODY,
    LinesField,
    StrictJSONParser,
    StrictSerializer,
    TextField,
    TooLarge,
    WholeNumberField,
    read,
    read_query,
)


class Order(StrictSerializer):
    name = TextField(max_length=5)
    count = WholeNumberField(min_value=1, default=1)
    note = serializers.CharField(required=False)
    made = serializers.CharField(read_only=True)


def parse(body):
    return StrictJSONParser().parse(io.BytesIO(body))


def test_a_body_is_parsed():
    assert parse('{"a": [1, "ä", 1.5, null]}'.encode()) == {"a": [1, "ä", 1.5, None]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'"\xc3"',
        b"NaN",
        b"-Infinity",
        b'{"a": 1, "a": 1}',
        b'[{"a": {"b": 1, "b": 2}}]',
        b"[" * 10**5,
    ],
)
def test_a_malformed_body_is_refused(body):
    with pytest.raises(ParseError):
        parse(body)


def test_a_body_over_the_bound_is_refused_unread():
    with pytest.raises(TooLarge):
        parse(b" " * (MAX_BODY + 1))


def test_what_is_known_is_read():
    assert read(Order, {"name": "x"}) == {"name": "x", "count": 1}


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"made": "now"}, "made"),
        ({"name": 1}, "name"),
        ({"name": True}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "123456"}, "name"),
        ({"count": 0}, "count"),
        ({"count": "3"}, "count"),
        ({"count": 3.0}, "count"),
        ({"count": True}, "count"),
        ({"count": None}, "count"),
    ],
)
def test_what_is_wrong_is_named(spoilt, field):
    with pytest.raises(ValidationError) as wrong:
        read(Order, {"name": "x", **spoilt})

    assert list(wrong.value.detail) == [field]


def test_everything_wrong_is_named_at_once():
    with pytest.raises(ValidationError) as wrong:
        read(Order, {"count": 0, "colour": "red"})

    assert set(wrong.value.detail) == {"name", "count", "colour"}


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_what_is_no_object_is_refused(body):
    with pytest.raises(ValidationError):
        read(Order, body)


def test_a_query_says_nothing_twice():
    with pytest.raises(ValidationError) as wrong:
        read_query(Order, QueryDict("name=a&name=b"))

    assert list(wrong.value.detail) == ["name"]


def test_an_empty_member_of_a_query_is_not_an_absent_one():
    with pytest.raises(ValidationError) as wrong:
        read_query(Order, QueryDict("name=a&note="))

    assert list(wrong.value.detail) == ["note"]


class Lines(StrictSerializer):
    lines = LinesField(child=Order(), longest=2)


@pytest.mark.parametrize("lines", [[], [{"name": "a"}] * 3, [1] * 1000])
def test_too_few_or_too_many_lines_are_refused_as_a_whole(lines):
    with pytest.raises(ValidationError) as refused:
        read(Lines, {"lines": lines})

    (message,) = refused.value.detail["lines"]
    assert "elements" in message


@pytest.mark.parametrize("lines", ["ab", {}, 1, {"0": {"name": "a"}}])
def test_lines_are_a_list(lines):
    with pytest.raises(ValidationError) as refused:
        read(Lines, {"lines": lines})

    assert list(refused.value.detail) == ["lines"]


def test_a_wrong_line_is_named_by_its_place():
    with pytest.raises(ValidationError) as refused:
        read(Lines, {"lines": [{"name": "a"}, {"name": "a", "odd": 1}]})

    assert refused.value.detail == {"lines": {1: {"odd": ["This field is not known here."]}}}
