"""Which stack the environment means."""

import json

import pytest

from stack import settings
from stack.failure import Failure
from stack.secret_store import read_secrets
from stack.settings import PORTS


@pytest.fixture
def load(tmp_path):
    """Load settings with a `.env` of the test's own."""

    def load_here(environ, state):
        return settings.load(environ, state, tmp_path / ".env")

    return load_here


def test_takes_the_documented_ports_when_nothing_is_said(load, tmp_path):
    found = load({}, tmp_path)

    assert dict(found.ports) == PORTS
    assert found.issuer == "http://127.0.0.1:8080/realms/coatcheck"
    assert found.demo


def test_takes_ports_from_the_environment(load, tmp_path):
    found = load({"CATALOG_PORT": "18001"}, tmp_path)

    assert found.service_url("catalog") == "http://127.0.0.1:18001"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "٣", "80.0"])
def test_refuses_what_is_no_port(load, tmp_path, port):
    with pytest.raises(Failure, match="CATALOG_PORT"):
        load({"CATALOG_PORT": port}, tmp_path)


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("0", False), ("off", False), ("No", False), ("yes", True)])
def test_reads_whether_demo_users_are_wanted(load, tmp_path, word, meant):
    assert load({"DEMO": word}, tmp_path).demo is meant


@pytest.mark.parametrize("word", ["maybe", "2", "-"])
def test_refuses_to_guess_whether_demo_users_are_wanted(load, tmp_path, word):
    with pytest.raises(Failure, match="DEMO"):
        load({"DEMO": word}, tmp_path)


def test_keeps_to_what_the_running_stack_was_started_with(load, tmp_path):
    load({"CATALOG_PORT": "18001", "DEMO": "0"}, tmp_path).record(ready=True)

    later = load({}, tmp_path)

    assert later.ports["CATALOG_PORT"] == 18001
    assert not later.demo


def test_takes_a_database_that_exists_as_somebody_elses(load, tmp_path):
    found = load({"CATALOG_DATABASE_URL": "postgresql://shop:word@db.example.com/shop"}, tmp_path)

    assert found.own_databases == ("keycloak", "billing")


def test_takes_its_own_printed_database_as_its_own(load, tmp_path):
    password = read_secrets(tmp_path)["CATALOG_DATABASE_PASSWORD"]

    found = load({"CATALOG_DATABASE_URL": f"postgresql://catalog:{password}@127.0.0.1:54320/catalog"}, tmp_path)

    assert found.given == {}


def test_takes_its_own_printed_keycloak_as_its_own(load, tmp_path):
    password = read_secrets(tmp_path)["KEYCLOAK_ADMIN_PASSWORD"]
    printed = {"KEYCLOAK_URL": "http://127.0.0.1:8080", "KEYCLOAK_ADMIN": "admin", "KEYCLOAK_ADMIN_PASSWORD": password}

    assert load(printed, tmp_path).own_keycloak


def test_refuses_a_foreign_keycloak_without_its_administrator(load, tmp_path):
    with pytest.raises(Failure, match="KEYCLOAK_ADMIN"):
        load({"KEYCLOAK_URL": "https://id.example.com"}, tmp_path)


def test_the_fingerprint_changes_with_a_port(load, tmp_path):
    assert load({}, tmp_path).fingerprint != load({"CATALOG_PORT": "18001"}, tmp_path).fingerprint


def test_secrets_are_made_once_and_read_by_their_owner_only(tmp_path):
    first = read_secrets(tmp_path)

    assert read_secrets(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_new_is_added_to_those_that_exist(tmp_path):
    first = read_secrets(tmp_path)
    without = {name: value for name, value in first.items() if name != "FEED_CLIENT_SECRET"}
    (tmp_path / "secrets.json").write_text(json.dumps(without))

    second = read_secrets(tmp_path)

    assert second["FEED_CLIENT_SECRET"]
    assert {name: second[name] for name in without} == without


def test_refuses_to_go_on_with_broken_secrets(tmp_path):
    (tmp_path / "secrets.json").write_text('{"POSTGRES_PASS')

    with pytest.raises(Failure, match="secrets"):
        read_secrets(tmp_path)


def test_reads_the_env_file_after_the_environment(load, tmp_path):
    (tmp_path / ".env").write_text("# ports\nCATALOG_PORT=18001\nBILLING_PORT='18002'\n")

    found = load({"CATALOG_PORT": "28001"}, tmp_path)

    assert found.ports["CATALOG_PORT"] == 28001
    assert found.ports["BILLING_PORT"] == 18002


def test_only_a_stack_with_tls_has_a_certificate_to_be_believed(tmp_path):
    assert settings.Settings(state=tmp_path).ca_file is None
    assert settings.Settings(state=tmp_path, tls=True).ca_file == tmp_path / "tls" / "ca.pem"
