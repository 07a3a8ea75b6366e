"""docs/revocation.md shows what was measured last, and every ending that is tested was measured."""

import re

from source import ROOT

from endings import ENDINGS
from endings_of_everybody import EVERYBODY
from endings_of_people import PEOPLE

ROW = re.compile(r"^\| ([^|]+?) \| \d+\.\d\d \| \d+\.\d\d \|$", re.MULTILINE)


def measured(page: str) -> dict[str, str]:
    """Return each ending's row by its name."""
    return {row[1]: row[0] for row in ROW.finditer((ROOT / page).read_text(encoding="utf-8"))}


def test_the_page_shows_what_was_measured_last() -> None:
    assert measured("docs/revocation.md") == measured("bench/results/revocation.md")


def test_every_ending_was_measured() -> None:
    names = [name for name in measured("docs/revocation.md") if not name.startswith("all ")]

    assert names == [*ENDINGS, *PEOPLE, *EVERYBODY]
