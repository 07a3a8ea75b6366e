"""What the feed does not show. When one of these fails, a newer Keycloak tells more: extend triggers and the docs.

LDAP is not tested: it takes a directory.
"""

import time
import uuid
from collections.abc import Callable

from realm_admin import RealmAdmin
from revoking import set_scene, wait_until_accepted, workers
from scenes import Ending, Scene
from workers import Workers

__all__ = ["set_scene", "workers"]

NOTHING = Ending(lambda _: None)
WATCHED = 3.0


def is_still_accepted(workers: list[Workers], token: str) -> bool:
    """Watch for longer than a revocation takes."""
    end = time.monotonic() + WATCHED
    statuses = set()
    while time.monotonic() < end:
        statuses |= {each.ask(token)[1] for each in workers}
    return statuses == {200}


def test_a_workflow_disables_a_user_without_an_event_and_only_a_view_that_asks_sees_it(
    set_scene: Callable[[Ending], Scene], workers: list[Workers], admin: RealmAdmin
) -> None:
    scene = set_scene(Ending(lambda _: None, roles=("billing-admin",)))
    wait_until_accepted(workers, scene.login.access)
    workflow = admin.create("workflows", {"name": scene.app.name, "steps": [{"uses": "disable-user"}]})
    try:
        admin.call("POST", f"workflows/{workflow}/activate/USERS/{scene.user['id']}")
        wait_until_disabled(admin, scene.user_path)

        assert is_still_accepted(workers, scene.login.access)
        assert void_something(workers[1], scene.login.access) == 401
    finally:
        admin.call("DELETE", f"workflows/{workflow}")


def wait_until_disabled(admin: RealmAdmin, user_path: str) -> None:
    """A workflow runs in its own time."""
    end = time.monotonic() + 10
    while admin.get(user_path)["enabled"]:
        assert time.monotonic() < end, "the workflow did not run"
        time.sleep(0.1)


def void_something(billing: Workers, token: str) -> int:
    """Call the view that asks the realm; the realm is asked before the invoice is looked for."""
    url = f"{billing.service.write}{uuid.uuid4()}/void/"
    return billing.http.post(url, json={}, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_temporary_lock_out_leaves_tokens_alone(
    set_scene: Callable[[Ending], Scene], workers: list[Workers], admin: RealmAdmin
) -> None:
    scene = set_scene(NOTHING)
    wait_until_accepted(workers, scene.login.access)
    before = admin.get("")["failureFactor"]
    admin.call("PUT", "", {"failureFactor": 2})
    try:
        for _ in range(4):
            scene.app.post("token", grant_type="password", username=scene.user["name"], password="wrong")
    finally:
        admin.call("PUT", "", {"failureFactor": before})

    assert is_still_accepted(workers, scene.login.access)


def test_what_somebody_does_in_vain_ends_nothing(set_scene: Callable[[Ending], Scene], workers: list[Workers]) -> None:
    scene = set_scene(NOTHING)
    wait_until_accepted(workers, scene.login.access)

    scene.app.post("token", grant_type="refresh_token", refresh_token=scene.login.refresh[:-2] + "AA")
    scene.app.post("token", grant_type="refresh_token", refresh_token="a.b.c")
    scene.app.post("token", grant_type="authorization_code", code="a.b.c", redirect_uri="http://127.0.0.1/ending")
    scene.app.post("revoke", token="a.b.c")
    scene.app.post("logout", refresh_token="a.b.c")

    assert is_still_accepted(workers, scene.login.access)


def test_a_role_that_is_given_ends_nothing(
    set_scene: Callable[[Ending], Scene], workers: list[Workers], admin: RealmAdmin
) -> None:
    scene = set_scene(NOTHING)
    wait_until_accepted(workers, scene.login.access)

    admin.call("POST", f"{scene.user_path}/role-mappings/realm", [scene.role("catalog-editor")])
    admin.call("PUT", scene.user_path, {"firstName": "Another"})

    assert is_still_accepted(workers, scene.login.access)
