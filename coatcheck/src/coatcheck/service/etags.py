"""Entity tags that guard against lost updates."""

import re
from collections.abc import Collection

from rest_framework.exceptions import ValidationError

from coatcheck.service.refusals import PreconditionFailed

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
LIST = re.compile(rf"[ \t]*{TAG}[ \t]*(?:,[ \t]*{TAG}[ \t]*)*")


def write_etag(revision: int) -> str:
    return f'"{revision}"'


def read_if_match(header: str | None) -> Collection[str] | None:
    """Return the entity tags that `If-Match` names, or None where it is left out or says `*`.

    Raises:
        ValidationError: the header is malformed.

    RFC 9110 section 13.1.1.
    """
    if header is None or header.strip() == "*":
        return None
    if not LIST.fullmatch(header):
        raise ValidationError({"If-Match": ["This must be * or a list of entity tags."]})
    return frozenset(re.findall(TAG, header))


def check_match(wanted: Collection[str] | None, revision: int) -> None:
    """Refuse when the thing is none of those the caller has seen. Weak tags never match.

    Raises:
        PreconditionFailed: somebody else changed it since.
    """
    if wanted is not None and write_etag(revision) not in wanted:
        raise PreconditionFailed
