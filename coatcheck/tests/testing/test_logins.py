import httpx
import pytest


@pytest.fixture
def code(realm):
    """Give a code that a browser has brought back, and the form that a client exchanges it with."""
    asked = {
        "response_type": "code",
        "client_id": "orders",
        "redirect_uri": "https://orders.example.test/back/",
        "state": "s",
        "nonce": "n",
        "code_challenge_method": "S256",
        "code_challenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    }
    back = httpx.URL(httpx.get(realm.url_of("authorization"), params=asked).headers["location"])
    form = {"grant_type": "authorization_code", "code": back.params["code"], "redirect_uri": asked["redirect_uri"]}
    return form | {"code_verifier": ""}


def exchange(realm, form):
    return httpx.post(realm.url_of("token"), data=form, auth=("orders", "orders-secret"))


def test_gives_tokens_for_a_code_once(realm, code):
    assert exchange(realm, code).json()["token_type"] == "Bearer"
    assert exchange(realm, code).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes", [{"code_verifier": "another"}, {"redirect_uri": "https://evil.example/"}, {"code": "unknown"}]
)
def test_gives_none_to_who_did_not_ask_for_the_code(realm, code, changes):
    assert exchange(realm, code | changes).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("asked", [{}, {"response_type": "token"}, {"response_type": "code"}])
def test_gives_no_code_without_proof_of_possession(realm, asked):
    assert httpx.get(realm.url_of("authorization"), params=asked).status_code == 400
