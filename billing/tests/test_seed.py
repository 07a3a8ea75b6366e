"""The demonstration invoices: brought in once, for users who have none."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing.models import Invoice
from coatcheck.service.identifiers import demo_id

pytestmark = pytest.mark.django_db

USERS = ("alice=a1", "bob=b2", "dave=d3")


def seed(*arguments: str) -> str:
    out = StringIO()
    call_command("seed", *arguments, stdout=out)
    return out.getvalue()


def test_demonstration_users_get_invoices_in_every_state():
    assert seed("--demo", "--users", *USERS) == "5 invoices brought in\n"

    assert set(Invoice.objects.values_list("status", flat=True)) == {"draft", "issued", "paid", "void"}
    assert set(Invoice.objects.values_list("customer", flat=True)) == {"a1", "b2", "d3"}


def test_a_second_seed_brings_nothing():
    seed("--demo", "--users", *USERS)

    assert seed("--demo", "--users", *USERS) == "0 invoices brought in\n"
    assert Invoice.objects.count() == 5


def test_a_user_who_came_later_gets_invoices_too():
    seed("--demo", "--users", "alice=a1")

    assert seed("--demo", "--users", *USERS) == "4 invoices brought in\n"


def test_demonstration_products_are_named_alike_in_every_seed():
    seed("--demo", "--users", "dave=d3")

    product = Invoice.objects.get().lines.get().product
    assert (product, product.version) == (demo_id("LMP-002"), 7)


def test_without_demo_nothing_is_brought():
    assert seed() == "0 invoices brought in\n"

    assert not Invoice.objects.exists()


@pytest.fixture
def issuer(realm, settings):
    settings.COATCHECK = {**settings.COATCHECK, "ISSUER": realm.issuer}
    return realm


def test_a_realm_without_demonstration_users_leaves_nothing_to_bring(issuer):
    assert seed("--demo") == "0 invoices brought in\n"

    assert issuer.requests["token"] == 3


def test_a_realm_that_is_away_is_told(issuer):
    issuer.misbehave("dead")

    with pytest.raises(CommandError, match="realm"):
        seed("--demo")


@pytest.mark.parametrize("user", ["alice", "alice=", "=a1"])
def test_a_user_without_a_subject_is_refused(user):
    with pytest.raises(CommandError, match="NAME=SUB"):
        seed("--demo", "--users", user)
