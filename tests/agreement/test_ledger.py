"""docs/ledger.md: each row has code and a test that are there, or says why it does not apply."""

import re

import pytest
from source import ROOT

STANDARDS = ("RFC 6750", "RFC 7515", "RFC 7519", "RFC 8725", "RFC 9068", "RFC 9728", "RFC 9700", "Back-Channel Logout")
PAGE = (ROOT / "docs" / "ledger.md").read_text()
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| [\d(]", line)]
APPLICABLE = [row for row in ROWS if row[2] != "–"]


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_standard_has_its_table(standard):
    assert re.search(rf"^## .*{standard}", PAGE, re.MULTILINE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1][:40]}")
def test_a_row_is_whole(row):
    section, asked, where, shown = row

    assert section
    assert asked.endswith(".")
    assert where == "–" or re.fullmatch(r"`[\w/]+\.py`", where)
    assert shown.startswith("Does not apply") if where == "–" else re.fullmatch(r"`[\w/]+\.py::test_\w+`", shown)


@pytest.mark.parametrize("path", sorted({row[2].strip("`") for row in APPLICABLE}))
def test_a_file_named_there_exists(path):
    assert (ROOT / "coatcheck" / "src" / "coatcheck" / path).is_file()


@pytest.mark.parametrize("test", sorted({row[3].strip("`") for row in APPLICABLE}))
def test_a_test_named_there_exists(test):
    path, name = test.split("::")
    folder = ROOT if path.startswith(("tests/", "catalog/")) else ROOT / "coatcheck" / "tests"

    assert f"def {name}(" in (folder / path).read_text()
