"""Logs are one JSON object a line."""

import json
import logging
import sys

import pytest
from django.test import RequestFactory

from coatcheck.service.logs import JSONFormatter


@pytest.fixture
def write():
    """Give what a record becomes."""
    formatter = JSONFormatter("shop")

    def write(message, *args, exc_info=None, **extra):
        record = logging.getLogger("a.b").makeRecord("a.b", logging.INFO, "f", 1, message, args, exc_info, extra=extra)
        return json.loads(formatter.format(record))

    return write


def test_a_line_says_who_and_what(write):
    line = write("moved %s", "it", request_id="r-1")

    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "service": "shop", "logger": "a.b", "message": "moved it", "request_id": "r-1"}


def test_a_failure_stands_in_its_line(write):
    try:
        {}["x"]
    except KeyError:
        line = write("failed", exc_info=sys.exc_info())

    assert "KeyError" in line["exception"]


def test_a_message_cannot_break_its_line():
    record = logging.makeLogRecord({"msg": 'a\n{"level": "error"}'})

    assert len(JSONFormatter("shop").format(record).splitlines()) == 1


def test_a_request_is_never_written(write):
    request = RequestFactory().get("/", HTTP_AUTHORIZATION="Bearer a.b.c")

    assert "request" not in write("x", request=request)
