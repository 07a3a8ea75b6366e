"""Calls to other services, with a token of our own."""

from collections.abc import Generator

import httpx

from coatcheck.credentials import ClientCredentials
from coatcheck.errors import RealmUnavailable

UNAUTHORIZED = 401


class ServiceAuth(httpx.Auth):
    """Signs an httpx client's calls: `httpx.Client(auth=ServiceAuth(credentials, "catalog:read"))`.

    A token that the other service calls invalid is fetched anew, once.

    Raises:
        RealmUnavailable: from the call itself; there is no token to be had, or none that the other accepts.
    """

    def __init__(self, credentials: ClientCredentials, scope: str) -> None:
        self._credentials = credentials
        self._scope = scope

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._sign(request)
        response = yield request
        if not is_refused(response):
            return
        self._credentials.forget(token)
        self._sign(request)
        response = yield request
        if is_refused(response):
            raise RealmUnavailable(f"{request.url.host} accepts no token of ours")

    def _sign(self, request: httpx.Request) -> str:
        token = self._credentials.token(self._scope)
        request.headers["Authorization"] = f"Bearer {token}"
        return token


def is_refused(response: httpx.Response) -> bool:
    """RFC 6750 section 3.1."""
    return response.status_code == UNAUTHORIZED and "invalid_token" in response.headers.get("WWW-Authenticate", "")
