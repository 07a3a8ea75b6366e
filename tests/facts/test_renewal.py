"""What Keycloak answers to a refresh token: which errors are about the person, and which about the client that asks."""

from collections.abc import Callable

import httpx
import pytest
from ground import AUTH, Ground

Renew = Callable[..., httpx.Response]


@pytest.fixture
def renew(ground: Ground, client: str) -> Renew:
    """Give a function that renews a session of alice's, with a secret of the test's choice."""

    def renew(refresh_token: str, secret: str = ground.secret) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return ground.http.post(f"{ground.issuer}/{AUTH}/token", data=form, auth=(client, secret))

    return renew


@pytest.fixture
def refresh_token(ground: Ground, client: str) -> str:
    token: str = ground.ask_as(client, "alice").raise_for_status().json()["refresh_token"]
    return token


def test_a_wrong_secret_is_an_unauthorized_client(renew: Renew, refresh_token: str) -> None:
    wrong = renew(refresh_token, "another")

    assert (wrong.status_code, wrong.json()["error"]) == (401, "unauthorized_client")
    assert renew(refresh_token).status_code == 200


def test_a_wrong_secret_with_a_code_is_one_as_well(ground: Ground) -> None:
    form = {"grant_type": "authorization_code", "code": "any", "redirect_uri": "http://127.0.0.1/"}

    answer = ground.http.post(f"{ground.issuer}/{AUTH}/token", data=form, auth=("catalog-web", "another"))

    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized_client")


def test_an_ended_session_is_an_invalid_grant(ground: Ground, client: str, renew: Renew, refresh_token: str) -> None:
    ground.post("logout", client, refresh_token=refresh_token).raise_for_status()

    answer = renew(refresh_token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("spoil", ["{}x", "none"])
def test_a_refresh_token_that_is_none_is_an_invalid_grant(renew: Renew, refresh_token: str, spoil: str) -> None:
    answer = renew(spoil.format(refresh_token))

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
