"""Group O: while somebody is signed in, the tokens of that session stand nowhere in the clear."""

import base64
import json
import zlib

import pytest

from browsing import Browser
from coatcheck.testing import make_key, sign
from parts import state
from rows import dump, find_tokens
from victims import make_user

TOKEN = sign({"alg": "RS256"}, {"sub": "x"}, make_key())


@pytest.fixture(scope="module")
def signed_in(http, services, book, admin):
    """Have somebody signed in at both services by a browser; give both databases by table."""
    user = make_user(admin)
    browser = Browser(http, book["ISSUER"])
    for service in services.values():
        answer = browser.request("GET", f"{service.url}/login/?next=/api/me/")
        while not answer.is_success or "kc-form-login" in answer.text:
            place = answer.headers.get("location")
            credentials = {"username": user["name"], "password": user["name"]}
            answer = (
                browser.request("GET", str(answer.url.join(place))) if place else browser.submit(answer, credentials)
            )
        assert answer.json()["username"] == user["name"]
    yield {name: dump(book[f"{name.upper()}_DATABASE_URL"]) for name in services}
    admin.call("DELETE", f"users/{user['id']}")


@pytest.mark.parametrize(
    "hide",
    [
        lambda token: token,
        lambda token: b"\\\\x" + token.hex().encode(),
        lambda token: base64.urlsafe_b64encode(json.dumps({"a": token.decode()}).encode()),
        lambda token: b"." + base64.urlsafe_b64encode(zlib.compress(token)).rstrip(b"=") + b":1vX:sig",
    ],
    ids=["clear", "bytea", "base64", "packed"],
)
def test_the_search_finds_a_token_that_is_there(hide):
    assert find_tokens(b"1\tx " + hide(TOKEN.encode()) + b"\n") == [TOKEN.rpartition(".")[0].encode()]


@pytest.mark.parametrize("name", ["catalog", "billing"])
def test_no_row_of_any_table_shows_a_session_s_tokens(signed_in, name):
    assert signed_in[name]["public.coatcheck_loginsession"]
    assert signed_in[name]["public.django_session"]

    assert {table: found for table, rows in signed_in[name].items() if (found := find_tokens(rows))} == {}


@pytest.mark.usefixtures("signed_in")
def test_no_log_of_any_part_shows_a_token():
    logs = {path.name: path.read_bytes() for path in (state() / "logs").iterdir() if path.is_file()}

    assert logs["catalog.log"]
    assert [name for name, text in logs.items() if find_tokens(text)] == []
