"""What operators see: metrics over all workers, one log event a refusal, and what explain_token says; never a token."""

import json
import re
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from parts import ROOT, state

SERVICES = ["catalog", "billing"]
PATIENCE = 10  # seconds


@pytest.fixture
def target(services, request):
    return services[request.param]


def counted(http, target, outcome: str, reason: str = "") -> float:
    """Return how many requests had this outcome, over all workers."""
    text = http.get(f"{target.url}/metrics").raise_for_status().text
    name = f'coatcheck_requests_total{{outcome="{outcome}",reason="{reason}",service="{target.name}"}}'
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def log_of(target) -> Path:
    return state() / "logs" / f"{target.name}.log"


def events(target, request_id: str) -> list[dict]:
    """Return the log lines of a request, once there is one."""
    end = time.monotonic() + PATIENCE
    while not (found := [line for line in log_of(target).read_text().splitlines() if request_id in line]):
        assert time.monotonic() < end, "no such line"
        time.sleep(0.05)
    return [json.loads(line[line.index("{") :]) for line in found]


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_metrics_are_summed_over_the_workers(http, target, sign_in):
    token = sign_in("bob", target.read_scope)
    before = counted(http, target, "accepted"), counted(http, target, "refused", "wrong_type")

    for _ in range(20):
        assert http.get(target.me, headers={"Authorization": f"Bearer {token}"}).status_code == 200
        assert http.get(target.me, headers={"Authorization": "Bearer e30.e30.e30"}).status_code == 401

    assert counted(http, target, "accepted") >= before[0] + 20
    assert len({counted(http, target, "accepted") for _ in range(6)}) == 1


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_the_age_of_the_keys_is_shown(http, target, sign_in):
    http.get(target.me, headers={"Authorization": f"Bearer {sign_in('bob', target.read_scope)}"})

    text = http.get(f"{target.url}/metrics").text

    age = re.search(rf'^coatcheck_key_set_age_seconds{{service="{target.name}"}} (\S+)$', text, re.MULTILINE)
    assert 0 <= float(age[1]) < 300


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_a_refusal_is_one_event_that_says_why(http, target, sign_in, book):
    other = "billing" if target.name == "catalog" else "catalog"
    request_id = str(uuid.uuid4())
    headers = {"Authorization": f"Bearer {sign_in('bob', f'{other}:read')}", "X-Request-ID": request_id}

    http.get(target.read, headers=headers)

    (event,) = [each for each in events(target, request_id) if each.get("event") == "refused"]
    assert event["reason"] == "wrong_audience"
    assert (event["issuer"], event["client"]) == (book["ISSUER"], "demo")


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_no_token_reaches_a_log_or_a_metric(http, target, sign_in):
    token = sign_in("bob", target.read_scope)
    request_id = str(uuid.uuid4())
    for value in (
        f"Bearer {token}",
        f"Bearer  {token}",
        f"Bearer {token[:-6]}AAAAAA",
        f"Bearer {token},Bearer {token}",
    ):
        http.get(target.read, headers={"Authorization": value, "X-Request-ID": request_id})
    http.get(target.read, params={"access_token": token}, headers={"X-Request-ID": request_id})
    events(target, request_id)

    texts = [path.read_text(errors="replace") for path in (state() / "logs").glob("*.log")]
    texts.append(http.get(f"{target.url}/metrics").text)

    header, payload, signature = token.split(".")
    assert not any(part in text for part in (payload, signature, header + "." + payload[:20]) for text in texts)


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_explain_token_passes_every_rule_of_a_good_token(target, sign_in):
    done = explain(target.name, sign_in("alice", target.read_scope))

    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout
    assert "It speaks for alice (user), by the client demo." in done.stdout


def test_explain_token_names_the_mapper_that_is_missing(sign_in):
    done = explain("catalog", sign_in("alice", "billing:read"))

    assert done.returncode == 1
    assert "Included Client Audience" in done.stdout


@pytest.mark.parametrize("target", SERVICES, indirect=True)
def test_pages_say_what_they_may_load_and_are_framed_nowhere(http, target):
    headers = http.get(f"{target.url}/api/docs/", headers={"Accept": "text/html"}).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def explain(service: str, token: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "manage_all.sh"), service, "explain_token"]
    return subprocess.run(command, input=token, capture_output=True, text=True, timeout=120, check=False)
