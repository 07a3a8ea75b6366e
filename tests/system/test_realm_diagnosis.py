"""diagnose.py names what is wrong with a live realm and the console menu that mends it. On a throw-away copy."""

import pytest

from realm_admin import RealmAdmin
from realm_copy import RealmCopy


@pytest.fixture(scope="module")
def findings(admin: RealmAdmin, copy: RealmCopy) -> list[dict[str, str]]:
    """Give what was found once the realm had been spoilt in four ways."""
    scope = named(admin, copy, "client-scopes", "name", "catalog:read")
    mapper = scope["protocolMappers"][0]["id"]
    spoil = f"client-scopes/{scope['id']}/protocol-mappers/models/{mapper}"
    admin.call("DELETE", spoil, realm=copy.name)
    admin.call("PUT", "events/config", {"eventsEnabled": False}, realm=copy.name)
    web = named(admin, copy, "clients", "clientId", "catalog-web")
    admin.call("PUT", f"clients/{web['id']}", web | {"fullScopeAllowed": True}, realm=copy.name)
    docs = named(admin, copy, "clients", "clientId", "docs")
    admin.call("PUT", f"clients/{docs['id']}", docs | {"standardFlowEnabled": False}, realm=copy.name)
    return copy.diagnose().report["findings"]


def named(admin: RealmAdmin, copy: RealmCopy, kind: str, key: str, name: str) -> dict:
    return next(each for each in admin.call("GET", kind, realm=copy.name).json() if each[key] == name)


@pytest.mark.parametrize(
    "menu",
    [
        "Client scopes → catalog:read → Mappers",
        "Realm settings → Events → User events settings",
        "Clients → catalog-web → Client scopes → catalog-web-dedicated → Scope",
        "Clients → docs → Settings → Capability config",
    ],
)
def test_what_was_spoilt_is_found_with_its_place(findings: list[dict[str, str]], menu: str) -> None:
    assert menu in {each["console"] for each in findings}


def test_a_token_without_the_audience_is_noticed_by_asking_for_one(findings: list[dict[str, str]]) -> None:
    assert "a token with catalog:read has no audience catalog" in {each["problem"] for each in findings}


def test_a_realm_put_right_has_no_finding(copy: RealmCopy, findings: list[dict[str, str]]) -> None:
    copy.provision("apply")

    done = copy.diagnose()

    assert findings
    assert (done.status, done.report["findings"]) == (0, [])


def test_an_issuer_that_the_services_do_not_expect_is_a_finding(copy: RealmCopy) -> None:
    done = copy.diagnose(ISSUER="http://localhost:1/realms/elsewhere")

    assert done.status == 1
    assert any("http://localhost:1/realms/elsewhere" in each["problem"] for each in done.report["findings"])
