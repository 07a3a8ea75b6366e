import os
import re
import subprocess
import sys

import pytest
from clocks import wait_until
from django.test import Client, RequestFactory

from coatcheck.django import exposition, metrics, once, wiring
from coatcheck.django.store import RevocationStore
from coatcheck.django.views import may_scrape
from coatcheck.follower import State


@pytest.fixture
def scrape(project, settings):
    """Give a function that reads a metric of this process as it is now, 0 where it is not there yet."""
    settings.MIDDLEWARE = ["coatcheck.django.middleware.MetricsMiddleware", *settings.MIDDLEWARE]

    def scrape(name: str) -> float:
        metrics.instruments().sampled_at = 0.0
        text = Client().get("/metrics").content.decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    return scrape


def ask(**headers):
    return Client().get("/plain/read/", headers=headers)


def requests(outcome: str, reason: str = "") -> str:
    return f'coatcheck_requests_total{{outcome="{outcome}",reason="{reason}",service="orders"}}'


def test_counts_a_request_once_by_what_became_of_it(scrape, bearer):
    names = [
        requests("accepted"),
        requests("challenged"),
        requests("refused", "missing_scope"),
        requests("refused", "wrong_audience"),
    ]
    before = [scrape(name) for name in names]

    ask(**bearer(scope="orders:read"))
    ask()
    ask(**bearer())
    ask(**bearer(audience="billing"))

    assert [scrape(name) for name in names] == [count + 1 for count in before]


def test_shows_how_old_the_keys_are(scrape, bearer):
    ask(**bearer())

    assert 0 < scrape('coatcheck_key_set_age_seconds{service="orders"}') < 60


@pytest.mark.django_db(transaction=True)
def test_shows_what_the_follower_counted(scrape, settings, realm):
    settings.COATCHECK = settings.COATCHECK | {"FEED_CLIENT_ID": "watcher", "FEED_CLIENT_SECRET": "hush"}
    RevocationStore(realm.issuer).note(State(realm.clock(), ("user events",), {"polls": 3}))
    wait_until(lambda: wiring.revocations().is_loaded)

    assert scrape('coatcheck_feed_total{counted="polls",service="orders"}') == 3
    assert scrape('coatcheck_feed_lacks{service="orders"}') == 1
    assert 0 <= scrape('coatcheck_feed_age_seconds{service="orders"}') < 60
    once.reset()


def test_counts_fetches_and_verdicts(scrape, bearer):
    token = bearer(scope="orders:read")
    ask(**bearer())
    hits = scrape('coatcheck_verdicts_total{result="hit",service="orders"}')

    ask(**token)
    ask(**token)

    assert scrape('coatcheck_verdicts_total{result="hit",service="orders"}') == hits + 1
    assert scrape('coatcheck_key_fetches_total{result="done",service="orders"}') >= 1


@pytest.mark.parametrize(
    ("peer", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.1.2.3", {}, True),
        ("192.0.2.1", {}, False),
        ("", {}, False),
        ("nonsense", {}, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, False),
    ],
)
def test_metrics_are_for_loopback_and_listed_networks(project, settings, peer, headers, allowed):
    settings.COATCHECK = settings.COATCHECK | {"METRICS_NETWORKS": ["10.0.0.0/8"]}

    assert may_scrape(RequestFactory().get("/metrics", REMOTE_ADDR=peer, **headers)) is allowed


def test_a_stranger_reads_no_metrics(project):
    assert Client(REMOTE_ADDR="192.0.2.1").get("/metrics").status_code == 403


def test_gauges_of_dead_workers_are_forgotten(tmp_path):
    dead, living = tmp_path / "gauge_livemin_999999999.db", tmp_path / f"gauge_livemin_{os.getpid()}.db"
    dead.touch()
    living.touch()

    exposition.forget_dead_workers(tmp_path)

    assert list(tmp_path.iterdir()) == [living]


WORKER = """
import django
django.setup()
from coatcheck.django import exposition, metrics
for _ in range({times}):
    metrics.count("accepted")
print(exposition.write_exposition()[0].decode())
"""


def test_the_counts_of_all_workers_are_added_up(tmp_path):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "small_project.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }

    texts = [
        subprocess.run(
            [sys.executable, "-c", WORKER.format(times=times)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for times in (2, 3)
    ]

    assert f"{requests('accepted')} 5.0" in texts[1]
