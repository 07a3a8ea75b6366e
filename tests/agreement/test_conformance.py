"""docs/conformance.md: each module of the five plans has its row, and each row a test that is there."""

import re
from collections import Counter

import pytest
from source import ROOT

PLANS = {
    "oidcc-client-basic-certification-test-plan": 14,
    "oidcc-client-config-certification-test-plan": 6,
    "oidcc-client-rp-initiated-logout-rp-basic": 3,
    "oidcc-client-back-channel-logout-rp-basic": 8,
    "oidcc-client-refreshtoken-test-plan": 3,
}
PAGE = (ROOT / "docs" / "conformance.md").read_text()
SECTIONS = {part.partition("`")[2].partition("`")[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]


def test_every_plan_has_its_table():
    assert {plan: len(re.findall(r"^\| `", part, re.MULTILINE)) for plan, part in SECTIONS.items()} == PLANS


def test_no_module_stands_there_twice_but_the_one_of_two_plans():
    counts = Counter(row[0] for row in ROWS)

    assert {module for module, count in counts.items() if count > 1} == {"`oidcc-client-test-idtoken-sig-none`"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_a_row_is_whole(row):
    module, asked, shown = row

    assert re.fullmatch(r"`oidcc-client-test[a-z0-9-]*`", module)
    assert asked.endswith(".")
    assert re.fullmatch(r"`[\w/]+\.py::test_\w+`", shown)


@pytest.mark.parametrize("test", sorted({row[2].strip("`") for row in ROWS}))
def test_a_test_named_there_exists(test):
    path, name = test.split("::")
    folder = ROOT if path.startswith("tests/") else ROOT / "coatcheck" / "tests"

    assert f"def {name}(" in (folder / path).read_text()
