"""Changes in the admin while nobody reads the realm's events: the realm is asked about who makes them."""

import pytest

from coatcheck.django import once
from coatcheck.django.models import AdminChange

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("small_project.admin_urls")]


@pytest.fixture
def blind(keeper, provider, settings):
    """Nobody reads the realm's events."""
    secrets = {"CLIENT_SECRET": "orders-secret", "FEED_CLIENT_SECRET": "hush"}
    settings.COATCHECK = settings.COATCHECK | {"FEED_CLIENT_ID": "watcher"} | secrets
    yield keeper
    once.reset()


def change(browser, kind):
    url = f"/admin/contenttypes/contenttype/{kind.pk}/change/"
    return browser.post(url, {"app_label": kind.app_label, "model": "renamed"}).status_code


def test_asks_the_realm_once_before_a_change_while_its_events_are_not_read(blind, kind, provider):
    assert blind.get("/admin/").status_code == 200
    assert change(blind, kind) == 302
    assert provider.requests["introspection"] == 1


@pytest.mark.parametrize("answer", [{"active": False}, {"active": True, "realm_access": {"roles": []}}])
def test_changes_nothing_for_whom_the_realm_no_longer_calls_staff(blind, kind, provider, answer):
    provider.introspection_answer = next(reversed(provider.issued.values())) | answer

    assert change(blind, kind) == 403
    assert not AdminChange.objects.exists()


def test_goes_on_where_the_realm_cannot_be_asked_unless_told_otherwise(blind, kind, provider, settings):
    provider.misbehave("dead", "introspection")
    assert change(blind, kind) == 302

    settings.COATCHECK = settings.COATCHECK | {"REFUSE_WHEN_BLIND": True}
    assert change(blind, kind) == 503
