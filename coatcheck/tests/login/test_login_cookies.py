"""What a login keeps while it is under way: in the browser, sealed, once, and for ten minutes."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from small_project.browsing import come_back, leave, sign_in, who

from coatcheck.django.login_flow import ROOM, Flow
from coatcheck.django.models import LoginSession
from coatcheck.django.sealing import seal
from coatcheck.django.session import SESSION_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("small_project.login_urls")]

PREFIX = "sessionid_login_"


def under_way(browser, prefix=PREFIX):
    return {name: cookie for name, cookie in browser.cookies.items() if name.startswith(prefix) and cookie.value}


def the_one(browser):
    [(name, cookie)] = under_way(browser).items()
    return name, cookie.value


def is_refused(browser, response):
    return (response.status_code, who(browser), LoginSession.objects.exists()) == (400, None, False)


def test_leaves_no_row_of_a_stranger_who_only_asks(provider):
    for _ in range(3):
        Client().get("/login/")

    assert not Session.objects.exists()


def test_gives_a_stranger_no_session(browser):
    leave(browser)

    assert "sessionid" not in browser.cookies


def test_keeps_a_login_where_no_script_and_no_other_site_reaches_it(browser):
    leave(browser)
    [cookie] = under_way(browser).values()

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["max-age"], cookie["domain"], cookie["secure"]) == (600, "", "")


def test_keeps_it_for_this_host_alone_where_there_is_tls(browser):
    """A sibling of our host could plant a login of its own; draft-ietf-httpbis-rfc6265bis section 4.1.3."""
    asked = browser.get("/login/", {"next": "/who/?page=2"}, secure=True)
    [cookie] = under_way(browser, f"__Host-{PREFIX}").values()
    back = urlsplit(httpx.get(asked.url).headers["location"])

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert browser.get(f"{back.path}?{back.query}", secure=True).url == "/who/?page=2"


def test_names_it_as_the_session_where_that_is_bound_to_the_host(browser, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-orders_session", True
    leave(browser)

    [cookie] = under_way(browser, "__Host-orders_session_login_").values()

    assert cookie["secure"]


def test_lets_nobody_read_what_was_asked(browser):
    query = parse_qs(urlsplit(leave(browser)).query)
    name, sealed = the_one(browser)

    assert query["state"][0] not in name + sealed
    assert query["nonce"][0] not in name + sealed


def test_forgets_a_login_that_is_done(browser):
    sign_in(browser)

    assert not under_way(browser)
    assert browser.session[SESSION_KEY]


def test_forgets_a_login_that_failed(browser, provider):
    provider.logins.error = "access_denied"
    sign_in(browser)

    assert not under_way(browser)


def test_forgets_only_the_login_that_was_answered(browser):
    first, _ = leave(browser), leave(browser)

    come_back(browser, first)

    assert len(under_way(browser)) == 1


def test_refuses_a_replay_by_whoever_kept_the_cookie(browser, provider):
    """The provider takes a code once. RFC 6749 section 4.1.2."""
    url = leave(browser)
    name, sealed = the_one(browser)
    back = urlsplit(httpx.get(url).headers["location"])
    browser.get(f"{back.path}?{back.query}")
    browser.cookies[name] = sealed

    response = browser.get(f"{back.path}?{back.query}")

    assert response.status_code == 400
    assert LoginSession.objects.count() == 1


def test_refuses_a_stale_callback(browser):
    url = leave(browser)
    name, sealed = the_one(browser)
    flow = Flow.unsealed(sealed)
    browser.cookies[name] = replace(flow, added_on=flow.added_on - 601).sealed()

    assert is_refused(browser, come_back(browser, url))


def test_refuses_a_login_that_was_altered(browser):
    url = leave(browser)
    name, sealed = the_one(browser)
    browser.cookies[name] = sealed[:-8] + "AAAAAAA="

    assert is_refused(browser, come_back(browser, url))


def test_refuses_the_cookie_of_another_login(browser):
    leave(browser)
    _, other = the_one(browser)
    browser.cookies.clear()
    url = leave(browser)
    browser.cookies[the_one(browser)[0]] = other

    assert is_refused(browser, come_back(browser, url))


def test_refuses_what_was_sealed_for_another_purpose(browser):
    url = leave(browser)
    name, sealed = the_one(browser)
    flow = Flow.unsealed(sealed)
    browser.cookies[name] = seal(json.dumps({each: getattr(flow, each) for each in flow.__slots__}))

    assert is_refused(browser, come_back(browser, url))


def test_leaves_behind_a_deep_link_that_no_cookie_holds(browser):
    assert come_back(browser, leave(browser, "/who/?q=" + "ä" * 2000)).url == "/"


def test_drops_the_first_logins_where_too_many_are_under_way(browser):
    browser.cookies[f"{PREFIX}odd"] = "odd"
    urls = [leave(browser) for _ in range(20)]

    assert 4 <= len(under_way(browser)) < 20
    assert sum(len(cookie.value) for cookie in under_way(browser).values()) <= ROOM
    assert come_back(browser, urls[0]).status_code == 400
    assert come_back(browser, urls[-1]).status_code == 302
