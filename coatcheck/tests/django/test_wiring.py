import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from coatcheck.config import Access
from coatcheck.credentials import ClientCredentials
from coatcheck.django import wiring
from coatcheck.opaque import IntrospectingVerifier


def test_a_part_is_made_once_a_process(project):
    assert wiring.verifier() is wiring.verifier()


def test_changed_settings_make_all_parts_anew(project, settings):
    before = wiring.verifier()

    settings.COATCHECK = settings.COATCHECK | {"LEEWAY": 5}

    assert wiring.verifier() is not before
    assert wiring.policy().leeway == 5


def test_other_settings_change_nothing(project, settings):
    before = wiring.verifier()

    settings.APPEND_SLASH = False

    assert wiring.verifier() is before


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_makes_its_own_parts(project):
    wiring.verifier()
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:
        os.write(writing, b"own" if wiring.verifier.made is None else b"parent's")
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    told = os.read(reading, 20)
    os.close(reading)

    assert told == b"own"


def test_reads_access_from_a_module():
    access = wiring.read_access("small_project.access")

    assert access.roles["clerk"] == {"orders.view_order", "orders.change_order"}
    assert access.staff == {"clerk"}


def test_takes_an_access_object():
    assert wiring.read_access("small_project.access.WHOLE").staff == {"clerk"}


@pytest.mark.parametrize("path", ["small_project.users", "small_project.users.User"])
def test_refuses_what_is_no_access(path):
    with pytest.raises(ImproperlyConfigured):
        wiring.read_access(path)


def test_without_access_roles_give_nothing():
    with override_settings(COATCHECK={"ISSUER": "https://id.example.com", "AUDIENCE": "orders"}):
        assert wiring.access() == Access()


def test_asks_the_realm_about_each_token_where_told(project, settings):
    settings.COATCHECK = settings.COATCHECK | {"INTROSPECT": True, "CLIENT_SECRET": "hush"}

    assert isinstance(wiring.verifier(), IntrospectingVerifier)


def test_our_own_client_needs_a_secret_or_a_key(project):
    with pytest.raises(ImproperlyConfigured):
        wiring.credentials()


def test_our_own_client_is_named_like_the_audience(project, settings):
    settings.COATCHECK = settings.COATCHECK | {"CLIENT_SECRET": "hush"}

    assert isinstance(wiring.credentials(), ClientCredentials)
    assert wiring.credentials().client_id == "orders"


@pytest.mark.parametrize(
    "changes",
    [
        {"ACCESS": "small_project.users"},
        {"ACCESS": "small_project.nowhere"},
        {"USER": "small_project.users.__doc__"},
        {"USER": "small_project.users.nobody"},
        {"CLIENT_KEY": "no PEM at all"},
    ],
)
def test_a_wrong_path_or_key_stops_the_start(project, settings, changes):
    settings.COATCHECK = settings.COATCHECK | changes

    with pytest.raises(ImproperlyConfigured):
        wiring.validate()


def test_good_settings_start(project, settings):
    settings.COATCHECK = settings.COATCHECK | {"CLIENT_SECRET": "hush", "USER": "small_project.users.user_of"}

    wiring.validate()
