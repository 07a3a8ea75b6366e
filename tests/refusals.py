"""What a refusal must look like, whoever sends it: RFC 6750 section 3, RFC 9457, RFC 9728 section 5.1."""

import re

import httpx

from wire import RawAnswer

PARAMETER = r'[a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*"'  # RFC 6750 section 3: no quote, no backslash
CHALLENGE = re.compile(rf"Bearer {PARAMETER}(?:, {PARAMETER})*")


def read_challenge(values: list[str]) -> dict[str, str]:
    """Return the parameters of the one Bearer challenge, which must be well-formed."""
    assert len(values) == 1, values
    assert CHALLENGE.fullmatch(values[0]), values[0]
    parameters = re.findall(r'([a-z_]+)="([^"]*)"', values[0])
    assert len(dict(parameters)) == len(parameters), "each parameter once: RFC 6750 section 3"
    return dict(parameters)


def check_refused(
    answer: httpx.Response, status: int, error: str | None, *, token: str | None = None
) -> dict[str, str]:
    """Check everything a refusal must be, and return its challenge. `token` must not come back in it."""
    assert answer.status_code == status, answer.text
    challenge = read_challenge(answer.headers.get_list("www-authenticate"))
    assert challenge.get("error") == error
    assert ("error_description" in challenge) == (error is not None)
    assert challenge["realm"]
    assert challenge["resource_metadata"].endswith("/.well-known/oauth-protected-resource")
    check_problem(answer, status)
    assert "no-store" in answer.headers.get("cache-control", "")
    assert not answer.headers.get_list("set-cookie")
    if token:
        assert not any(part in answer.text + str(answer.headers) for part in token.split(".") if len(part) > 8)
    return challenge


def check_problem(answer: httpx.Response, status: int) -> None:
    """Check that an error speaks RFC 9457, with the members that the services promise."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "instance", "request_id"} <= set(body)


def check_unavailable(answer: httpx.Response) -> None:
    """Check that nothing was decided, and that the caller is not to blame."""
    check_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert "WWW-Authenticate" not in answer.headers


def check_refused_raw(answer: RawAnswer, status: int, error: str | None) -> None:
    """Check the refusal of a request made by hand."""
    assert answer.status == status, answer
    challenge = read_challenge(answer.headers.get("www-authenticate", []))
    assert challenge.get("error") == error
