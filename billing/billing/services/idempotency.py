"""The same key from the same caller: one effect, and one answer for as long as the record is kept.

A refusal that was decided (409, 422) is an answer too. What decided nothing (400, 401, 403, 404, 503) is not kept,
and the key stays free.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from billing.models import IdempotencyRecord
from coatcheck.principal import Principal
from coatcheck.service.refusals import Conflict, Unprocessable

LONGEST_KEY = 255
CREATED = 201

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who asks, under which key, and for what: `digest` covers the operation and the body."""

    issuer: str
    subject: str
    key: str
    digest: bytes

    @classmethod
    def of(cls, caller: Principal, key: str | None, operation: str, body: object) -> Self:
        """Raises ValidationError where the `Idempotency-Key` header is missing or no 1 to 255 visible ASCII characters."""
        if key is None:
            raise ValidationError({"Idempotency-Key": ["This header is required."]})
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise ValidationError({"Idempotency-Key": ["Give 1 to 255 visible ASCII characters."]})
        text = json.dumps([operation, body], sort_keys=True, default=str)
        return cls(caller.issuer, caller.subject, key, hashlib.sha256(text.encode()).digest())


def recall(attempt: Attempt) -> Body | None:
    """Return the answer this key already has, if any.

    Raises:
        Unprocessable: the key was used for something else.
        Conflict, Unprocessable: that was the answer.
    """
    record = IdempotencyRecord.objects.filter(**names(attempt)).first()
    return replay(record, attempt) if record else None


def answer_once(attempt: Attempt, effect: Callable[[], Body], *, clock: Callable[[], datetime] = timezone.now) -> Body:
    """Return the effect's answer, or the one this key already has. Raises as `recall`.

    Key, effect and answer are one transaction. A second caller waits at the unique key until the first is through,
    and then finds its answer, or, where the first was rolled back, takes its turn.
    """
    with transaction.atomic():
        record, taken = IdempotencyRecord.objects.get_or_create(
            **names(attempt), defaults={"digest": attempt.digest, "created_at": clock()}
        )
        if taken:
            keep_answer(record, effect)
    return replay(record, attempt)


def forget_before(when: datetime) -> int:
    """Remove the answers given before that time, and return how many; their keys are new ones from then on."""
    removed, _ = IdempotencyRecord.objects.filter(created_at__lt=when).delete()
    return removed


def names(attempt: Attempt) -> dict[str, str]:
    return {"issuer": attempt.issuer, "subject": attempt.subject, "key": attempt.key}


def keep_answer(record: IdempotencyRecord, effect: Callable[[], Body]) -> None:
    body: object
    try:
        with transaction.atomic():
            status, body = CREATED, effect()
    except (Conflict, Unprocessable) as refusal:
        status, body = refusal.status_code, refusal.detail
    record.status, record.body = status, json.dumps(body)
    record.save(update_fields=["status", "body"])


def replay(record: IdempotencyRecord, attempt: Attempt) -> Body:
    if bytes(record.digest) != attempt.digest:
        raise Unprocessable({"Idempotency-Key": ["This key was used for another order."]})
    body: Body = json.loads(record.body or "null")
    if record.status == Conflict.status_code:
        raise Conflict(body)
    if record.status == Unprocessable.status_code:
        raise Unprocessable(body)
    return body
