import pytest
from django.test import override_settings

from coatcheck.django.checks import check_settings
from coatcheck.django.conf import kinds, read_settings
from coatcheck.django.faults import WrongSettings, find_faults

GOOD = {"ISSUER": "https://id.example.com/realms/acme", "AUDIENCE": "orders"}


def ids(**changes: object) -> list[str]:
    return [fault.id for fault in find_faults(GOOD | changes, kinds(), debug=False)]


def test_two_names_are_enough():
    with override_settings(COATCHECK=GOOD):
        settings = read_settings()

    assert settings.issuer == GOOD["ISSUER"]
    assert settings.client_id == "orders"
    assert settings.algorithms == {"RS256"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"AUDIENCE": ""}, "coatcheck.E003"),
        ({"ISSUER": None}, "coatcheck.E003"),
        ({"AUDIENCE": "account"}, "coatcheck.E005"),
        ({"ALGORITHMS": ["HS256"]}, "coatcheck.E006"),
        ({"ALGORITHMS": ["none"]}, "coatcheck.E006"),
        ({"ALGORITHMS": []}, "coatcheck.E006"),
        ({"ISSUER": "http://id.example.com"}, "coatcheck.E008"),
        ({"ISSUER": "id.example.com"}, "coatcheck.E007"),
        ({"INTERNAL_URL": "http://["}, "coatcheck.E007"),
        ({"INTERNAL_URL": "file:///etc/passwd"}, "coatcheck.E007"),
        ({"LEEWAY": "30"}, "coatcheck.E004"),
        ({"LEEWAY": True}, "coatcheck.E004"),
        ({"LEEWAY": -1}, "coatcheck.E004"),
        ({"ALGORITHMS": "RS256"}, "coatcheck.E004"),
        ({"INTROSPECT": True}, "coatcheck.E011"),
        ({"FEED_CLIENT_ID": "watcher"}, "coatcheck.E011"),
        ({"LOGIN_CLIENT_ID": "web"}, "coatcheck.E011"),
        ({"CLIENT_SECRET": "a", "CLIENT_KEY": "b"}, "coatcheck.E011"),
        ({"LOGIN_PRINCIPAL": "refresh_token"}, "coatcheck.E004"),
        ({"AUDIENSE": "x"}, "coatcheck.E002"),
        ({"METRICS_NETWORKS": ["10.0.0.0/33"]}, "coatcheck.E009"),
    ],
)
def test_finds_what_is_wrong(changes, fault):
    assert fault in ids(**changes)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8080/realms/x", "http://localhost/x", "http://[::1]/x"])
def test_allows_plain_http_on_loopback(issuer):
    assert ids(ISSUER=issuer) == []


def test_allows_plain_http_under_debug():
    assert find_faults(GOOD | {"ISSUER": "http://id.example.com"}, kinds(), debug=True) == []


def test_proposes_the_name_that_was_meant():
    assert find_faults(GOOD | {"AUDIENSE": "x"}, kinds(), debug=False)[0].hint == "Is it 'AUDIENCE'?"


def test_tells_everything_at_once():
    with override_settings(COATCHECK={"LEEWAY": "x"}), pytest.raises(WrongSettings) as wrong:
        read_settings()

    assert [fault.id for fault in wrong.value.faults] == ["coatcheck.E003", "coatcheck.E003", "coatcheck.E004"]
    assert "AUDIENCE" in str(wrong.value)


@pytest.mark.parametrize(("given", "client"), [({}, "orders"), ({"CLIENT_ID": "orders-api"}, "orders-api")])
def test_the_client_is_named_like_the_audience_unless_told_otherwise(given, client):
    with override_settings(COATCHECK=GOOD | {"AUDIENCE": "orders"} | given):
        assert read_settings().client_id == client


def test_a_missing_dictionary_is_told():
    with override_settings(COATCHECK=None):
        assert [message.id for message in check_settings()] == ["coatcheck.E001"]


def test_good_settings_pass_the_check():
    with override_settings(COATCHECK=GOOD):
        assert check_settings() == []


def test_never_shows_a_secret():
    with override_settings(COATCHECK=GOOD | {"CLIENT_SECRET": "hush", "FEED_CLIENT_KEY": "hush"}):
        assert "hush" not in repr(read_settings())
