"""Invoices in Django's admin: looked at by billing-admins, issued there and recorded, and changed no other way.

How people sign in is the library's; here the caller is set as its middleware would.
"""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve

from billing.models import Invoice
from coatcheck.django.models import AdminChange

pytestmark = pytest.mark.django_db

LIST = "/admin/billing/invoice/"


@pytest.fixture
def ask():
    """Call a page of the admin as somebody; return its status and text, or what it tells after an action."""

    def call(caller, path, form=None):
        request = RequestFactory().post(path, form) if form else RequestFactory().get(path)
        request.user, request.session = caller, {}
        request._messages = FallbackStorage(request)
        request._dont_enforce_csrf_checks = True
        found = resolve(path)
        answer = found.func(request, *found.args, **found.kwargs)
        if hasattr(answer, "render"):
            answer.render()
        told = " ".join(str(each) for each in get_messages(request))
        return answer.status_code, told or answer.content.decode()

    return call


def issue(invoice: Invoice) -> dict[str, object]:
    """What the list posts when the action is chosen for one invoice."""
    return {"action": "issue", "_selected_action": [str(invoice.pk)]}


def test_a_billing_admin_looks_at_invoices_and_their_lines(ask, clerk, draft):
    assert str(draft.total_amount) in ask(clerk, LIST)[1]

    page = ask(clerk, f"{LIST}{draft.pk}/change/")[1]
    assert "A mug" in page
    assert 'name="_save"' not in page


def test_nobody_else_enters(ask, buyer, draft):
    status, page = ask(buyer, LIST)

    assert (status, page) == (302, "")


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted_there(ask, clerk, draft, page):
    with pytest.raises(PermissionDenied):
        ask(clerk, LIST + page.format(pk=draft.pk))


def test_issuing_there_is_recorded_with_who_did_it(ask, clerk, draft):
    told = ask(clerk, LIST, issue(draft))[1]

    draft.refresh_from_db()
    assert (draft.status, told) == ("issued", f"{draft.number} is issued.")
    change = AdminChange.objects.get()
    assert (change.issuer, change.subject, change.object_id) == (clerk.issuer, "carol", str(draft.pk))


def test_what_cannot_be_issued_is_told_and_not_recorded(ask, clerk, issued):
    told = ask(clerk, LIST, issue(issued))[1]

    assert "cannot become issued" in told
    assert not AdminChange.objects.exists()


def test_a_session_that_may_only_read_issues_nothing(ask, caller, draft):
    ask(caller("carol", "billing-admin", scopes=("billing:read",)), LIST, issue(draft))

    draft.refresh_from_db()
    assert draft.status == "draft"
