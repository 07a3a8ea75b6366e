"""Django's admin, entered by the realm's login: no password form, no user rows, every change recorded with who made it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from coatcheck.config import Access
from coatcheck.django.enforcement import find_lack
from coatcheck.django.login import login_url, realm_is_away
from coatcheck.django.models import AdminChange
from coatcheck.django.signout import LogoutView
from coatcheck.errors import RealmUnavailable, Reason, Refusal
from coatcheck.principal import Principal
from coatcheck.requirements import Lack, Requirement


@dataclass(frozen=True, slots=True)
class Staff(Requirement):
    """A role that `ACCESS` calls staff."""

    needs_role = True

    def lack(self, principal: Principal, access: Access) -> Lack | None:  # noqa: ARG002 - the common signature
        return None if principal.is_staff else Lack(Reason.MISSING_ROLE)


def for_staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep a page of the admin to staff; while the realm's events are not read, a change asks the realm first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        try:
            lack = find_lack(Staff(), person, request) if isinstance(person, Principal) else None
        except Refusal as refusal:
            raise PermissionDenied from refusal
        except RealmUnavailable as away:
            return realm_is_away(request, away)
        if lack is not None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class RealmAdminSite(AdminSite):
    """The admin for callers whom `ACCESS` calls staff. What they may do there, their permissions say."""

    index_template = "coatcheck/admin_index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, Principal) and request.user.is_staff

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override] # noqa: ARG002 - Django's signature
        """Send a visitor to the realm's login; who is signed in and may not enter gains nothing by a second one."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise PermissionDenied
        return HttpResponseRedirect(login_url(wanted))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Guard a page of the admin. The way out is open to everybody: a role that is lost must keep nobody in."""
        return csrf_protect(view) if view == self.logout else super().admin_view(for_staff(view), cacheable)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override] # noqa: ARG002 - as above
        answer: HttpResponseBase = LogoutView.as_view()(request)
        return answer

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override] # noqa: ARG002 - as above
        """Passwords are the realm's."""
        raise Http404

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Return the latest changes of whoever asks."""
        return AdminChange.objects.filter(issuer=request.user.issuer, subject=request.user.pk)  # type: ignore[union-attr] # a Principal


class RecordedAdmin(ModelAdmin):  # type: ignore[type-arg] # no generic at run time
    """A model's admin that records every change under the person's subject and name."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return record(request, [obj], ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return record(request, [obj], CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> Any:
        return record(request, queryset, DELETION, "")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what was done to an object, and by whom."""
        changes = AdminChange.objects.filter(model=self.opts.label_lower, object_id=unquote(object_id))
        page = self.get_paginator(request, changes.order_by("changed_at"), 100).get_page(request.GET.get("p", 1))
        return super().history_view(request, object_id, {**(extra_context or {}), "action_list": page})


def record(request: HttpRequest, objects: Iterable[Model], action: int, message: Any) -> list[AdminChange]:
    """Write down who does this, now, in the transaction of the change itself."""
    person = request.user
    if not isinstance(person, Principal):
        raise PermissionDenied
    text = message if isinstance(message, str) else json.dumps(message)
    changes = [
        AdminChange(
            issuer=person.issuer,
            subject=person.subject,
            name=person.username,
            model=each._meta.label_lower,  # noqa: SLF001 - Django's documented way
            object_id=str(each.pk),
            object_repr=str(each)[:200],
            action=action,
            message=text,
        )
        for each in objects
    ]
    return AdminChange.objects.bulk_create(changes)
