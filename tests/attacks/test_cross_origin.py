"""Pages of other origins: preflights need no token, challenges can be read by those allowed and by nobody else."""

import httpx
import pytest

from beside import catalog_beside
from coatcheck.testing import StandInRealm

SHOP, EVIL = "https://shop.example", "https://evil.example"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory, book):
    """Give a catalog that pages of the shop may call."""
    with StandInRealm() as realm, catalog_beside(realm, tmp_path_factory.mktemp("cors"), CORS_ORIGINS=SHOP) as url:
        yield url


def preflight(catalog, origin):
    headers = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
    headers["Access-Control-Request-Headers"] = "authorization, if-match, idempotency-key"
    return httpx.options(f"{catalog}/api/products/", headers=headers)


def test_answers_the_preflight_of_an_allowed_page_without_a_token(catalog):
    answer = preflight(catalog, SHOP)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SHOP
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "if-match", "idempotency-key"))


def test_shows_its_challenge_to_an_allowed_page(catalog):
    answer = httpx.get(f"{catalog}/api/products/", headers={"Origin": SHOP})

    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "www-authenticate" in answer.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("origin", [EVIL, "null", f"{SHOP}.evil.example", "http://shop.example", f"{SHOP}:8443"])
def test_allows_no_other_page(catalog, origin):
    for answer in (preflight(catalog, origin), httpx.get(f"{catalog}/api/products/", headers={"Origin": origin})):
        assert "access-control-allow-origin" not in answer.headers


def test_never_lets_a_page_send_the_browsers_cookies(catalog):
    assert preflight(catalog, SHOP).headers.get("access-control-allow-credentials") != "true"
