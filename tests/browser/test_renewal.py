"""A session outlives its access tokens, for two tabs at once as for one."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from watching import answer, visit

LIVES = 3.0  # seconds: several lives of a token


@pytest.fixture
def short_tokens(admin):
    """Have the login client's access tokens end after a second, so that they are renewed twice in it."""
    client = admin.find_client("catalog-web")
    path = f"clients/{client['id']}"
    admin.call("PUT", path, client | {"attributes": client["attributes"] | {"access.token.lifespan": "1"}})
    yield
    admin.call("PUT", path, client | {"attributes": client["attributes"] | {"access.token.lifespan": ""}})


def test_two_tabs_renew_at_once_and_both_stay_signed_in(short_tokens, person, services, verify):
    page = person()
    me = services["catalog"].me
    visit(page, me, "dave")
    cookies = {each["name"]: each["value"] for each in page.context.cookies(me)}

    end, answers = time.monotonic() + LIVES, []

    with httpx.Client(cookies=cookies, verify=verify, timeout=20) as tabs, ThreadPoolExecutor(8) as pool:
        while time.monotonic() < end:
            answers += pool.map(lambda _: tabs.get(me, headers={"Accept": "application/json"}), range(16))

    assert {each.status_code for each in answers} == {200}
    page.goto(me)
    assert json.loads(answer(page))["username"] == "dave"
