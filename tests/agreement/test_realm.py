"""The realm file and the code tell one story about scopes, roles, clients and placeholders."""

import ast
import json
import re
import runpy
from typing import Any

import pytest
from source import ROOT, constants, keyword, python_files, texts

from stack.realm import demo_users, for_import, placeholders
from stack.secret_store import NAMES
from stack.settings import SERVICES, Settings, load

CODE = (*(f"{each}/{each}" for each in SERVICES), "coatcheck/src", "stack")
ACCESS = [ROOT / service / service / "access.py" for service in SERVICES]
SCOPE = re.compile(r"[a-z]+:(read|write)")
PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
# Keycloak makes these in every realm.
ITS_OWN_ROLES = {"offline_access", "uma_authorization", "default-roles-coatcheck"}
ITS_OWN_CLIENTS = {"account", "account-console", "security-admin-console"}
SECRET = re.compile(r"(?i)secret|password|private")
README = (ROOT / "keycloak" / "README.md").read_text()


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "realm-export.json").read_text()


@pytest.fixture(scope="module")
def file(text: str) -> dict[str, Any]:
    return json.loads(text)


@pytest.fixture(scope="module")
def clients(file: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["clientId"]: each for each in file["clients"] if each["clientId"] not in ITS_OWN_CLIENTS}


def test_every_scope_in_the_code_is_in_the_file_and_the_reverse(file: dict[str, Any]) -> None:
    in_code = {each for each in texts(python_files(*CODE)) if SCOPE.fullmatch(each)}

    in_file = {each["name"] for each in file["clientScopes"] if ":" in each["name"]}

    assert in_code == in_file


def test_every_role_in_the_code_is_in_the_file_and_the_reverse(file: dict[str, Any]) -> None:
    maps = [keyword(path, "Access", "roles") for path in ACCESS]
    assert all(isinstance(each, ast.Dict) for each in maps)
    in_code = {name for each in maps for key in each.keys for name in constants(key)}
    in_code |= {name for path in ACCESS for name in constants(keyword(path, "Access", "staff"))}

    roles = {each["name"]: each for each in file["roles"]["realm"]}
    plain = {name for name, role in roles.items() if not role.get("composite")}

    assert in_code == plain - ITS_OWN_ROLES
    assert set(roles["manager"]["composites"]["realm"]) <= in_code


def test_every_client_in_the_readme_is_in_the_file_and_the_reverse(clients: dict[str, Any]) -> None:
    table = README.partition("| client |")[2].partition("\n\n")[0]

    named = set(re.findall(r"`([a-z-]+)`", "".join(row.split("|")[1] for row in table.splitlines()[2:])))

    assert named == clients.keys()


def test_the_people_of_the_readme_are_those_of_the_file() -> None:
    table = (ROOT / "README.md").read_text().partition("| user |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]

    told = {name: [] if roles == "none" else roles.split(", ") for name, roles, _ in rows}

    assert told == demo_users()


def test_every_scope_a_client_has_is_declared(file: dict[str, Any]) -> None:
    declared = {each["name"] for each in file["clientScopes"]}

    for client in file["clients"]:
        assert {*client["defaultClientScopes"], *client["optionalClientScopes"]} <= declared


def test_no_client_carries_roles_or_scopes_it_was_not_given(clients: dict[str, Any]) -> None:
    for name, client in clients.items():
        assert client["fullScopeAllowed"] is False, name
        assert {"basic", "roles", "acr"} <= set(client["defaultClientScopes"]), name
        assert client["attributes"]["access.token.header.type.rfc9068"] == "true", name
        assert client["implicitFlowEnabled"] is False, name


def test_every_client_with_the_code_flow_or_the_device_flow_proves_its_code(clients: dict[str, Any]) -> None:
    device = "oauth2.device.authorization.grant.enabled"
    flows = {n: c for n, c in clients.items() if c["standardFlowEnabled"] or c["attributes"].get(device) == "true"}

    assert flows.keys() == {*(f"{each}-web" for each in SERVICES), "docs", "cli"}
    assert {each["attributes"]["pkce.code.challenge.method"] for each in flows.values()} == {"S256"}


def test_only_the_demo_client_takes_passwords(clients: dict[str, Any]) -> None:
    assert [name for name, client in clients.items() if client["directAccessGrantsEnabled"]] == ["demo"]


def test_a_scope_brings_its_own_services_audience_and_no_other(file: dict[str, Any]) -> None:
    for scope in file["clientScopes"]:
        audiences = [
            mapper["config"]["included.client.audience"]
            for mapper in scope.get("protocolMappers", [])
            if "audience" in mapper["protocolMapper"]
        ]

        service = scope["name"].partition(":")[0]
        assert audiences == ([service] if service in SERVICES else []), scope["name"]


def test_no_scope_of_ours_is_a_realm_default(file: dict[str, Any]) -> None:
    defaults = file["defaultDefaultClientScopes"] + file["defaultOptionalClientScopes"]

    assert [each for each in defaults if ":" in each] == []


def test_no_secret_stands_in_the_file(file: dict[str, Any]) -> None:
    people = [user["username"] for user in file["users"] if "credentials" in user]
    passwords = [each["value"] for user in file["users"] for each in user.get("credentials", [])]
    # The demo users' passwords are their names, and public.
    assert passwords == people

    without = file | {"users": []}
    for name, value in members(without):
        if SECRET.search(name) and isinstance(value, str):
            assert PLACEHOLDER.fullmatch(value), name


def test_every_placeholder_is_explained_and_set_by_the_stack(text: str) -> None:
    used = set(PLACEHOLDER.findall(text))

    explained = json.loads((ROOT / "keycloak" / "placeholders.json").read_text())
    set_by_stack = placeholders(load({}), dict.fromkeys(NAMES, "x"))

    assert used == explained.keys()
    assert used <= set_by_stack.keys()


@pytest.mark.parametrize("demo", [True, False])
def test_both_who_read_the_file_find_the_same_in_it(text: str, *, demo: bool) -> None:
    # The stack imports the file; the scripts of keycloak/, which run without the stack, compare a live realm with it.
    read_realm_file = runpy.run_path(str(ROOT / "keycloak" / "realm_file.py"))["read_realm_file"]
    unfilled = {name: f"${{{name}}}" for name in PLACEHOLDER.findall(text)}

    compared = read_realm_file(unfilled, demo=demo)

    assert compared.realm == for_import(Settings(state=ROOT, demo=demo))
    assert list(compared.people) == list(demo_users())


def members(value: Any) -> Any:
    """Yield each member's name and value, at every depth."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name, each
            yield from members(each)
    elif isinstance(value, list):
        for each in value:
            yield from members(each)
