import io

import pytest
from django.core.management import call_command

from coatcheck.django import once
from coatcheck.testing.faults import Fault


def explain(*arguments, monkeypatch=None, given=""):
    out = io.StringIO()
    code = 0
    try:
        call_command("explain_token", *arguments, stdout=out, no_color=True)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def test_says_whom_a_good_token_speaks_for(project, realm):
    code, text = explain(realm.issue(scope="orders:read", roles=["clerk"]))

    assert code == 0
    assert "FAIL" not in text
    assert "Accepted at orders." in text
    assert "permissions: orders.view_order" in text


def test_names_what_mends_a_wrong_audience(project, realm):
    code, text = explain(realm.issue(audience="billing"))

    assert code == 1
    assert "aud is 'billing'" in text
    assert "Included Client Audience" in text


def test_reads_standard_input(project, realm, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"Bearer {realm.issue()}\n"))

    code, _ = explain()

    assert code == 0


def test_tells_a_dead_realm_from_a_bad_token(project, realm):
    realm.misbehave(Fault.DEAD)
    once.reset()

    code, text = explain(realm.issue())

    assert code == 3
    assert "Not decided" in text


def test_never_shows_the_token(project, realm):
    token = realm.issue(audience="billing")

    _, text = explain(token)

    assert not any(part in text for part in token.split("."))


@pytest.mark.parametrize("roles", [["stranger"]])
def test_says_why_roles_give_nothing(project, realm, roles):
    _, text = explain(realm.issue(scope="orders:read", roles=roles))

    assert "ACCESS maps none of these roles" in text
