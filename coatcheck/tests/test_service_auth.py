import httpx
import pytest

from coatcheck.errors import RealmUnavailable
from coatcheck.service_auth import ServiceAuth


class Credentials:
    """Gives a new token after each `forget`."""

    def __init__(self):
        self.forgotten = []
        self.scopes = []

    def token(self, scope):
        self.scopes.append(scope)
        return f"token-{len(self.forgotten)}"

    def forget(self, token):
        self.forgotten.append(token)


@pytest.fixture
def credentials():
    return Credentials()


@pytest.fixture
def call(credentials):
    """Give a call to a service that answers in turn as told; it returns the last answer and all requests."""

    def make(*answers):
        requests, waiting = [], list(answers)

        def answer(request):
            requests.append(request.headers["Authorization"])
            return waiting.pop(0)

        with httpx.Client(
            auth=ServiceAuth(credentials, "catalog:read"), transport=httpx.MockTransport(answer)
        ) as client:
            return client.get("http://catalog.example/"), requests

    return make


REFUSED = httpx.Response(401, headers={"WWW-Authenticate": 'Bearer realm="x", error="invalid_token"'})


def test_calls_with_a_token_of_our_own(call, credentials):
    answer, requests = call(httpx.Response(200))

    assert answer.status_code == 200
    assert requests == ["Bearer token-0"]
    assert credentials.scopes == ["catalog:read"]


def test_fetches_a_refused_token_anew_and_calls_once_more(call, credentials):
    answer, requests = call(REFUSED, httpx.Response(200))

    assert answer.status_code == 200
    assert requests == ["Bearer token-0", "Bearer token-1"]
    assert credentials.forgotten == ["token-0"]


def test_gives_up_when_the_new_token_is_refused_too(call, credentials):
    with pytest.raises(RealmUnavailable):
        call(REFUSED, REFUSED)

    assert len(credentials.forgotten) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401),
        httpx.Response(401, headers={"WWW-Authenticate": "Basic"}),
        httpx.Response(403, headers={"WWW-Authenticate": 'Bearer error="insufficient_scope"'}),
        httpx.Response(500),
    ],
)
def test_leaves_other_answers_to_the_caller(call, credentials, answer):
    assert call(answer)[0].status_code == answer.status_code
    assert credentials.forgotten == []
