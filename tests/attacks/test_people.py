"""Group L, browsers: what an attacker's page, link or form can make somebody's browser do."""

import uuid
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from refusals import check_problem


@pytest.fixture
def browser(verify):
    """Give a client that keeps cookies and follows nothing by itself."""
    with httpx.Client(timeout=20, verify=verify, headers={"Accept": "text/html"}) as client:
        yield client


def start(browser, service, **query):
    """Begin a sign-in and return what it asks the realm for."""
    answer = browser.get(f"{service.url}/login/", params=query)
    assert answer.status_code == 302
    return answer, {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def callback(browser, service, **query):
    return browser.get(f"{service.url}/oidc/callback/", params=query)


def is_signed_in(browser, service):
    return browser.get(service.me, headers={"Accept": "application/json"}).status_code == 200


def test_begins_a_sign_in_at_the_realm(browser, service, book):
    answer, asked = start(browser, service)

    assert answer.headers["location"].startswith(book["ISSUER"])
    assert asked["client_id"] == f"{service.name}-web"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32
    assert asked["nonce"] != asked["state"]


@pytest.mark.parametrize(
    "spoil",
    [
        {"state": "wrong"},
        {"state": ""},
        {"code": ""},
        {"iss": "https://evil.example/realms/coatcheck"},
        {"iss": ""},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_l4_signs_nobody_in_by_an_answer_it_did_not_ask_for_rfc_9207(browser, service, book, spoil):
    _, asked = start(browser, service)

    answer = callback(browser, service, **({"state": asked["state"], "code": "code", "iss": book["ISSUER"]} | spoil))

    assert answer.status_code == 400
    assert not is_signed_in(browser, service)


def test_l4_signs_nobody_in_by_another_browsers_state(browser, service, book, verify):
    _, asked = start(browser, service)

    with httpx.Client(timeout=20, verify=verify) as other:
        answer = callback(other, service, state=asked["state"], code="code", iss=book["ISSUER"])

    assert answer.status_code == 400


def test_l4_takes_a_state_once_and_no_made_up_code(browser, service, book):
    _, asked = start(browser, service)
    query = {"state": asked["state"], "code": str(uuid.uuid4()), "iss": book["ISSUER"]}

    first, second = callback(browser, service, **query), callback(browser, service, **query)

    assert (first.status_code, second.status_code) == (400, 400)
    assert not is_signed_in(browser, service)


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example",
        "https:evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "%2F%2Fevil",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/x\r\nSet-Cookie: a=b",
        "///evil.example",
    ],
)
def test_l7_leads_nowhere_else_by_next_cwe_601(browser, service, place):
    answer, _ = start(browser, service, next=place)

    assert "evil" not in urlsplit(answer.headers["location"]).netloc
    assert "a=b" not in str(answer.headers.get_list("set-cookie"))
    for parameter in ("next", "post_logout_redirect_uri"):
        out = browser.get(f"{service.url}/signed-out/", params={parameter: place})
        assert "evil" not in out.headers.get("location", "")


def test_l1_refuses_a_sign_out_that_no_form_of_ours_sent(browser, service):
    answer = browser.post(f"{service.url}/logout/")

    assert answer.status_code == 403


def test_l14_signs_nobody_out_by_an_image_tag(browser, service):
    assert browser.get(f"{service.url}/logout/").status_code == 405


@pytest.mark.parametrize("name", ["sessionid", "{}_session", "{}_csrf", "__Host-{}_session"])
@pytest.mark.parametrize("value", ["x", "", "../../etc/passwd", "' OR 1=1 --", "a" * 4000])
def test_l6_takes_no_session_that_it_did_not_begin(http, service, name, value):
    answer = http.get(service.me, headers={"Cookie": f"{name.format(service.name)}={value}"})

    assert answer.status_code == 401


def test_l2_asks_a_good_bearer_for_no_csrf_token_and_sets_no_cookie(http, forger, services):
    catalog = services["catalog"]
    token = forger.issue_for(catalog, scope="catalog:read catalog:write", roles=["catalog-editor"])

    answer = http.post(
        catalog.write, json={}, headers={"Authorization": f"Bearer {token}", "Origin": "https://evil.example"}
    )

    assert answer.status_code == 400
    check_problem(answer, 400)
    assert not answer.headers.get_list("set-cookie")


def test_l3_lets_a_bad_bearer_count_beside_any_cookie(http, service):
    headers = {"Authorization": "Bearer a.b.c", "Cookie": f"{service.name}_session=x"}

    assert http.get(service.me, headers=headers).status_code == 401


def test_pages_may_not_be_framed_and_run_no_foreign_script(browser, service):
    answer = browser.get(f"{service.url}/api/me/")

    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert (
        "'unsafe-inline'" not in answer.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
