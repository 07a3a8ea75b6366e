import uuid

import pytest

from people import EUR
from refusals import check_problem, check_refused

WRITE = "catalog:read catalog:write"


@pytest.fixture
def reader(caller):
    return caller("bob", "catalog:read", "catalog", "products/")


def names(answer):
    return [each["name"] for each in answer.json()["results"]]


def test_a_list_is_searched_filtered_and_ordered(reader):
    cheap = reader.get(max_price="20", ordering="price").json()["results"]

    assert all("lamp" in name.lower() for name in names(reader.get(q="lamps desk")))
    assert names(reader.get(q="desk lamp"))
    assert [float(each["price"]["amount"]) for each in cheap] == sorted(
        float(each["price"]["amount"]) for each in cheap
    )
    assert all(float(each["price"]["amount"]) <= 20 for each in cheap)
    assert {each["category"] for each in reader.get(category=cheap[0]["category"]).json()["results"]} == {
        cheap[0]["category"]
    }


def test_pages_lead_through_everything_and_back(reader, http):
    auth = {"Authorization": f"Bearer {reader.token}"}
    first = reader.get(limit=7, ordering="name").json()
    second = http.get(first["next"], headers=auth).json()

    assert names(reader.get(limit=14, ordering="name")) == [
        each["name"] for page in (first, second) for each in page["results"]
    ]
    assert first["previous"] is None
    assert http.get(second["previous"], headers=auth).json()["results"] == first["results"]


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"cursor": "x"}, {"ordering": "sku"}, {"colour": "x"}, {"q": "\0"}],
)
def test_an_odd_query_is_refused_by_name(reader, query):
    refused = reader.get(**query)

    check_problem(refused, 400)
    assert list(refused.json()["errors"]) == list(query)


def test_a_quote_prices_what_is_sold(caller, product, draft_product):
    quotes = caller("bob", "catalog:read", "catalog", "quotes/")

    priced = quotes.post(body={"lines": [{"product": product, "quantity": 3}]})
    missing = quotes.post(
        body={"lines": [{"product": product, "quantity": 1}, {"product": str(uuid.uuid4()), "quantity": 1}]}
    )

    assert priced.status_code == 200
    assert priced.json()["lines"][0]["unit_price"] == {"amount": "12.50", **EUR}
    assert priced.json()["total"] == {"amount": "37.50", **EUR}
    check_problem(missing, 422)
    assert list(missing.json()["errors"]) == ["lines.1.product"]


def test_a_browser_gets_a_page(reader):
    headers = {"Accept": "text/html", "Authorization": f"Bearer {reader.token}"}

    page = reader.http.get(reader.url, headers=headers)

    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["catalog", "billing"])
def test_a_service_tells_about_itself(http, services, book, name):
    url = services[name].url
    metadata = http.get(f"{url}/.well-known/oauth-protected-resource").json()

    assert http.get(f"{url}/livez").json()["status"] == "ok"
    assert http.get(f"{url}/readyz").status_code == 200
    assert metadata["resource"] == url
    assert metadata["authorization_servers"] == [book["ISSUER"]]
    assert {f"{name}:read", f"{name}:write"} <= set(metadata["scopes_supported"])
    assert http.get(f"{url}/api/schema/").json()["openapi"].startswith("3.1")
    assert "swagger" in http.get(f"{url}/api/docs/").text


def test_me_says_who_calls(caller, client_token, services, http):
    alice = caller("alice", WRITE, "catalog", "me/").get().json()
    auth = {"Authorization": f"Bearer {client_token('billing', 'catalog:read')}"}
    billing = http.get(services["catalog"].me, headers=auth).json()

    assert (alice["username"], alice["kind"], alice["client"]) == ("alice", "user", "demo")
    assert {"catalog-editor", "customer"} <= set(alice["roles"])
    assert "catalog.change_product" in alice["permissions"]
    assert (billing["kind"], billing["client"], billing["permissions"]) == ("service", "billing", [])


def test_nobody_else_learns_who_calls(http, services):
    check_refused(http.get(services["catalog"].me), 401, None)
