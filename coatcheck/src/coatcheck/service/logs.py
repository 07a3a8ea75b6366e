"""Logs as one JSON object a line, for machines to read; what a record's `extra` holds becomes members."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JSONFormatter(logging.Formatter):
    """Writes a record as JSON; `service` stands in every line."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {name: value for name, value in vars(record).items() if name not in PLAIN and not is_django(value)}
        line |= extra
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def is_django(value: object) -> bool:
    """Django hangs whole requests and handlers on its records; their text is no use and may hold what must not leak."""
    return type(value).__module__.partition(".")[0] in ("django", "socket", "rest_framework")


def logging_settings(service: str, level: str) -> dict[str, Any]:
    """Return Django's `LOGGING`: everything to standard error, in JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "coatcheck.service.logs.JSONFormatter", "service": service}},
        "filters": {"request_id": {"()": "coatcheck.django.request_id.RequestIdFilter"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django": {"handlers": [], "propagate": True}, "httpx": {"level": "WARNING"}},
    }
