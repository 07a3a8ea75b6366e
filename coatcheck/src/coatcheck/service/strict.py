"""Bodies read strictly: what a serializer does not know is refused, and no input is too odd to be refused."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.http import QueryDict
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BODY = 1_048_576
UNKNOWN = "This field is not known here."
REPEATED = "This may be given only once."


class TooLarge(APIException):
    """The body is larger than any that makes sense here."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is larger than {MAX_BODY} bytes."
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """Reads UTF-8 JSON of at most 1 MiB, without `NaN`, `Infinity` or members that stand twice.

    RFC 8259 section 8.1: JSON is UTF-8, whatever `charset` says.
    """

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ARG002
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge
        try:
            return json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise ParseError("The body is not valid JSON.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses what it does not know, and names it beside whatever else is wrong."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        errors: dict[str, Any] = self._strangers(data) if isinstance(data, Mapping) else {}
        value: dict[str, Any] = {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            errors |= wrong.detail  # type: ignore[arg-type]  # a serializer's is a dict
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def _strangers(self, data: Mapping[str, Any]) -> dict[str, Any]:
        known = {name for name, field in self.fields.items() if not field.read_only}
        return {name: [UNKNOWN] for name in data if name not in known}


def read(kind: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """Return what a body or a query says, validated. Raises: ValidationError naming each field that is wrong."""
    order = kind(data=data)
    order.is_valid(raise_exception=True)
    return dict(order.validated_data)


def read_query(kind: type[StrictSerializer], query: QueryDict) -> dict[str, Any]:
    """Return what the query of an address says; nothing may stand in it twice, and empty is not absent."""
    if repeated := {name: [REPEATED] for name, values in query.lists() if len(values) > 1}:
        raise serializers.ValidationError(repeated)
    return read(kind, query.dict())


class LinesField(serializers.ListField):
    """A list of 1 to `longest` of what `child` reads; how many they are is looked at before what they are."""

    def __init__(self, *, child: StrictSerializer, longest: int) -> None:
        super().__init__(child=child, min_length=1, max_length=longest)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list):
            self.run_validators(data)
        return super().to_internal_value(data)


class TextField(serializers.CharField):
    """A text that was a text in the body already: numbers are not taken for one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A whole number that was a number in the body already: neither `"3"` nor `3.0` nor `true`."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data
