"""ops/dashboards/: every metric is drawn, and every alarm of docs/operations.md is a rule."""

import json
import re

import pytest
import yaml
from source import ROOT
from test_metrics import PREFIX, named_in_code

FOLDER = ROOT / "ops" / "dashboards"
PAGE = (ROOT / "docs" / "operations.md").read_text()
BOARD = json.loads((FOLDER / "coatcheck.json").read_text())
RULES = [rule for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]
QUERIES = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]


def metrics(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}\w+", text))


def test_every_metric_is_drawn():
    assert metrics(" ".join(QUERIES)) == named_in_code() | {"coatcheck_feed_total", "coatcheck_feed_lacks"}


def test_every_panel_says_what_it_shows():
    assert [panel["title"] for panel in BOARD["panels"] if not panel["description"]] == []


def test_every_alarm_of_the_page_is_a_rule_and_the_reverse():
    rows = re.findall(r'^\| `(\w+)(?:\{\w+="(\w+)")?', PAGE[PAGE.index("Alarm on:") :], re.MULTILINE)
    ruled = [re.findall(r'(coatcheck_\w+)(?:\{\w+="(\w+)")?', rule["expr"])[0] for rule in RULES]

    assert ruled == rows


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_what_is_wrong_and_how_urgent_it_is(rule):
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].strip()
    assert rule["annotations"]["description"].strip()
