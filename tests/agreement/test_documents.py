"""The OpenAPI documents, the services' `access.py`, the realm file and what the services do tell one story."""

import ast
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from source import ROOT, constants, keyword

from refusals import check_refused
from stack.settings import SERVICES

GRANTED = re.compile(r"Needs the permission `([a-z_.]+)`, which the role (.*?) grants\.")


@dataclass(frozen=True)
class Operation:
    """One call as the document has it. `scopes` is empty where any accepted caller may, None where anybody may."""

    method: str
    path: str
    scopes: str | None
    permissions: dict[str, set[str]]

    def send(self, http: httpx.Client, url: str, token: str | None) -> httpx.Response:
        path = self.path.replace("{id}", str(uuid.uuid4()))
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        body = {} if self.method in ("post", "patch") else None
        return http.request(self.method, url + path, headers=headers, json=body)


def find_operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, each in item.items():
            public = {} in each["security"]
            scopes = None if public else " ".join(next(iter(each["security"][0].values())))
            granted = GRANTED.findall(each.get("description", ""))
            yield Operation(method, path, scopes, {name: set(re.findall(r"`(.+?)`", roles)) for name, roles in granted})


@pytest.fixture(scope="module", params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def document(name, services, http) -> dict[str, Any]:
    return http.get(f"{services[name].url}/api/schema/", params={"format": "json"}).json()


@pytest.fixture(scope="module")
def operations(document) -> list[Operation]:
    return list(find_operations(document))


def access_of(name: str, argument: str) -> ast.expr:
    return keyword(ROOT / name / name / "access.py", "Access", argument)


def test_the_document_offers_the_scopes_of_the_service(document, name):
    offered = set(document["components"]["securitySchemes"]["realm"]["flows"]["authorizationCode"]["scopes"])

    in_realm = {each["name"] for each in json.loads((ROOT / "realm-export.json").read_text())["clientScopes"]}
    assert offered == {each for each in in_realm if each.startswith(f"{name}:")}


def test_every_scope_opens_something(document, operations):
    offered = document["components"]["securitySchemes"]["realm"]["flows"]["authorizationCode"]["scopes"]

    assert {each.scopes for each in operations if each.scopes} == set(offered)


def test_roles_the_document_names_are_those_of_access(operations, name):
    told = {role for each in operations for roles in each.permissions.values() for role in roles}

    roles = access_of(name, "roles")
    assert isinstance(roles, ast.Dict)
    assert told == {role for key in roles.keys if key is not None for role in constants(key)}


def test_what_is_not_public_is_refused_without_a_token(operations, services, name, http):
    for each in operations:
        answer = each.send(http, services[name].url, None)
        if each.scopes is None:
            assert answer.status_code in (200, 404), each
        else:
            check_refused(answer, 401, None)


def test_what_needs_a_scope_is_refused_without_it(operations, services, name, http, sign_in):
    scopes = {f"{name}:read", f"{name}:write"}
    for each in operations:
        if each.scopes:
            token = sign_in("dave", " ".join(scopes - set(each.scopes.split())))
            challenge = check_refused(each.send(http, services[name].url, token), 403, "insufficient_scope")
            assert challenge["scope"] == each.scopes, each


def test_what_needs_a_role_is_refused_without_it_and_nothing_else_is(operations, services, name, http, sign_in):
    token = sign_in("erin", f"{name}:read {name}:write")
    for each in operations:
        answer = each.send(http, services[name].url, token)
        if each.permissions:
            assert "scope" not in check_refused(answer, 403, "insufficient_scope")
            assert answer.json()["required_permission"] in each.permissions, each
        else:
            assert answer.status_code != 403, each


def test_what_needs_a_role_is_open_to_each_role_that_grants_it(operations, services, name, http, sign_in):
    users = {"catalog-editor": "alice", "customer": "bob", "billing-admin": "carol"}
    tokens = {role: sign_in(user, f"{name}:read {name}:write") for role, user in users.items()}
    for each in operations:
        for role in {role for roles in each.permissions.values() for role in roles}:
            assert each.send(http, services[name].url, tokens[role]).status_code in (200, 400, 404), (each, role)
