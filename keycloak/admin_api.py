"""Keycloak's Admin REST API for one realm: four verbs, and every refusal is an error that says what was asked."""

import json
from typing import Any

from keycloak import KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakError
from requests import Response

TIMEOUT = 30
NOT_FOUND = 404


class AdminApiError(Exception):
    """Raised when Keycloak cannot be reached or refuses; the text names the call."""


class AdminApi:
    """The Admin API of one realm, spoken as an administrator of the master realm.

    Paths are relative to `/admin/realms/NAME/`. Tokens are fetched and renewed by python-keycloak.
    """

    def __init__(self, url: str, *, realm: str, username: str, password: str, ca_file: str | None = None) -> None:
        self.realm = realm
        self._connection = KeycloakOpenIDConnection(
            server_url=url.rstrip("/") + "/",
            username=username,
            password=password,
            realm_name="master",
            verify=ca_file or True,
            timeout=TIMEOUT,
        )

    def exists(self) -> bool:
        """Tell whether the realm is there."""
        answer = self._ask("get", f"admin/realms/{self.realm}")
        if answer.status_code != NOT_FOUND:
            _refuse_failure("get", "the realm", answer)
        return answer.status_code != NOT_FOUND

    def create_realm(self, realm: dict[str, Any]) -> None:
        """Make the realm from a whole representation, users included."""
        _refuse_failure("post", "a realm", self._ask("post", "admin/realms", realm))

    def get(self, path: str, **query: str) -> Any:
        """Return the JSON found at the path."""
        return _json(path, self._call("get", path, None, **query))

    def post(self, path: str, body: Any, **query: str) -> Any:
        """Return the answer's JSON, or None where there is none."""
        answer = self._call("post", path, body, **query)
        return _json(path, answer) if answer.content else None

    def put(self, path: str, body: Any) -> None:
        self._call("put", path, body)

    def delete(self, path: str, body: Any = None) -> None:
        self._call("delete", path, body)

    def _call(self, verb: str, path: str, body: Any, **query: str) -> Response:
        answer = self._ask(verb, f"admin/realms/{self.realm}/{path}".rstrip("/"), body, **query)
        _refuse_failure(verb, path, answer)
        return answer

    def _ask(self, verb: str, path: str, body: Any = None, **query: str) -> Response:
        payload = {} if verb == "get" else {"data": json.dumps(body) if body is not None else ""}
        try:
            answer: Response = getattr(self._connection, f"raw_{verb}")(path, **payload, **query)
        except KeycloakError as error:
            raise AdminApiError(f"Keycloak cannot be asked: {error}") from error
        return answer


def _refuse_failure(verb: str, path: str, answer: Response) -> None:
    if not answer.ok:
        raise AdminApiError(f"{verb.upper()} {path or 'the realm'}: {answer.status_code} {answer.text[:300]}")


def _json(path: str, answer: Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise AdminApiError(f"{path or 'the realm'}: the answer is no JSON; is this Keycloak?") from error
