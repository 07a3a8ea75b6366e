"""Django's admin behind the realm's login: staff by role, and every change under the name of who made it."""

import pytest
from django.contrib.admin.models import CHANGE
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.test import Client
from small_project.browsing import hold, sign_in

from coatcheck.django.admin_site import record
from coatcheck.django.models import AdminChange, LoginSession

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.admin_urls")]

INDEX = "/admin/"


def test_sends_a_visitor_to_the_realm_s_login(keeper):
    response = Client().get(INDEX)
    sent = Client().get(response.url)

    assert sent.url == "/login/?next=%2Fadmin%2F"


def test_lets_staff_in(keeper):
    response = keeper.get(INDEX)

    assert response.status_code == 200
    assert "password" not in response.content.decode().lower()


def test_refuses_who_is_signed_in_but_no_staff(keeper, provider):
    provider.logins.roles = []
    visitor = Client()
    sign_in(visitor)

    assert visitor.get("/admin/login/?next=/admin/").status_code == 403


def test_asks_no_second_login_of_who_is_in(keeper):
    assert keeper.get("/admin/login/?next=/admin/").url == INDEX


def test_has_no_password_form(keeper):
    assert keeper.get("/admin/password_change/").status_code == 404


def test_records_who_changed_what(keeper, kind, provider):
    url = f"/admin/contenttypes/contenttype/{kind.pk}/change/"

    keeper.post(url, {"app_label": kind.app_label, "model": "renamed"})
    change = AdminChange.objects.get()

    assert (change.subject, change.name) == (provider.logins.subject, "alice")
    assert (change.model, change.object_id) == ("contenttypes.contenttype", str(kind.pk))


def test_records_what_somebody_made_and_destroyed(keeper, provider):
    provider.logins.roles = ["owner"]
    owner = Client()
    sign_in(owner)
    owner.post("/admin/contenttypes/contenttype/add/", {"app_label": "shop", "model": "till"})
    made = ContentType.objects.get(app_label="shop")

    owner.post(f"/admin/contenttypes/contenttype/{made.pk}/delete/", {"post": "yes"})

    assert set(AdminChange.objects.values_list("object_id", "action")) == {(str(made.pk), 1), (str(made.pk), 3)}
    assert not ContentType.objects.filter(app_label="shop").exists()


def test_records_nothing_for_who_is_nobody(rf, kind):
    request = rf.get(INDEX)
    request.user = AnonymousUser()

    with pytest.raises(PermissionDenied):
        record(request, [kind], CHANGE, "")

    assert not AdminChange.objects.exists()


def test_shows_an_object_s_history(keeper, kind):
    url = f"/admin/contenttypes/contenttype/{kind.pk}"
    keeper.post(f"{url}/change/", {"app_label": kind.app_label, "model": "renamed"})

    page = keeper.get(f"{url}/history/").content.decode()

    assert "alice (sub-of-alice)" in page
    assert "Changed Python model class name." in page


def test_offers_no_deletion_that_no_role_grants(keeper, kind):
    assert keeper.post(f"/admin/contenttypes/contenttype/{kind.pk}/delete/").status_code == 403


def test_signs_out(keeper):
    assert keeper.post("/admin/logout/").status_code == 302
    assert "/login/" in keeper.get(INDEX).url


def test_signs_out_while_the_realm_is_away_and_the_token_has_ended(keeper, provider):
    hold(provider.issue(expires_in=-60))
    provider.misbehave("error")

    assert keeper.post("/admin/logout/").status_code == 302
    assert not LoginSession.objects.exists()


def test_signs_out_who_has_ceased_to_be_staff(keeper, provider):
    hold(provider.issue(azp="orders-web", scope="openid"))

    assert keeper.post("/admin/logout/").status_code == 302
    assert not LoginSession.objects.exists()


def test_signs_nobody_out_by_a_form_of_somebody_else(keeper):
    """Cross-site request forgery; OWASP ASVS 4.2.2."""
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = keeper.cookies

    assert stranger.post("/admin/logout/").status_code == 403
    assert LoginSession.objects.exists()
