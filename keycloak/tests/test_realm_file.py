"""The realm file, filled with a stack's values."""

import json
from pathlib import Path
from typing import Any

import pytest
from realm_file import MissingPlaceholderError, read_realm_file


@pytest.fixture
def content() -> dict[str, Any]:
    return {
        "realm": "acme",
        "clients": [{"clientId": "web", "rootUrl": "${WEB_URL}", "name": "${client_web}"}, {"clientId": "demo"}],
        "scopeMappings": [{"client": "demo", "roles": ["r"]}, {"client": "web", "roles": ["r"]}],
        "users": [{"username": "alice"}, {"username": "w", "serviceAccountClientId": "web"}],
    }


@pytest.fixture
def path(content: dict[str, Any], tmp_path: Path) -> Path:
    written = tmp_path / "realm.json"
    written.write_text(json.dumps(content))
    return written


def test_placeholders_in_capitals_are_filled_and_keycloaks_own_left(path: Path) -> None:
    file = read_realm_file({"WEB_URL": "http://127.0.0.1:1"}, demo=True, path=path)

    assert file.realm["clients"][0] == {
        "clientId": "web",
        "rootUrl": "http://127.0.0.1:1",
        "name": "${client_web}",
    }


def test_a_value_with_quotes_and_braces_stays_one_text(path: Path) -> None:
    file = read_realm_file({"WEB_URL": '"}, ${WEB_URL} \\'}, demo=True, path=path)

    assert file.realm["clients"][0]["rootUrl"] == '"}, ${WEB_URL} \\'


@pytest.mark.parametrize("values", [{}, {"WEB_URL": ""}])
def test_a_missing_or_empty_value_is_refused_by_name(path: Path, values: dict[str, str]) -> None:
    with pytest.raises(MissingPlaceholderError, match="WEB_URL"):
        read_realm_file(values, demo=True, path=path)


def test_without_demo_neither_its_client_nor_people_are_left(path: Path) -> None:
    file = read_realm_file({"WEB_URL": "x"}, demo=False, path=path)

    assert [client["clientId"] for client in file.realm["clients"]] == ["web"]
    assert [user["username"] for user in file.realm["users"]] == ["w"]
    assert file.realm["scopeMappings"] == [{"client": "web", "roles": ["r"]}]


def test_people_are_named_with_and_without_demo(path: Path) -> None:
    assert read_realm_file({"WEB_URL": "x"}, demo=False, path=path).people == ("alice",)
