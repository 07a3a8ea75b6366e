"""docs/operations.md tells what every metric means, and names no other."""

import re

from source import ROOT, python_files

PAGE = (ROOT / "docs" / "operations.md").read_text()
PREFIX = "coatcheck_"


def named_in_code() -> set[str]:
    """Return the names of counters and ages as Prometheus shows them."""
    source = (ROOT / "coatcheck/src/coatcheck/django/metrics.py").read_text()
    counters = {f"{name}_total" for name in re.findall(rf'"({PREFIX}\w+)", "', source)}
    ages = {f"{PREFIX}{name}_age_seconds" for name in re.findall(r'^    "(\w+)": \("When', source, re.MULTILINE)}
    return counters | ages


def test_every_metric_is_told():
    told = set(re.findall(rf"`({PREFIX}\w+)", PAGE))

    assert {name for name in named_in_code() if name not in told} == set()


def test_every_metric_named_there_is_made():
    source = "".join(path.read_text() for path in python_files("coatcheck/src/coatcheck/django"))
    stems = {re.sub(r"_(total|age_seconds)$", "", name) for name in re.findall(rf"`({PREFIX}\w+)", PAGE)}

    unknown = {
        stem for stem in stems - {"coatcheck_keyset"} if stem not in source and stem.removeprefix(PREFIX) not in source
    }

    assert unknown == set()
