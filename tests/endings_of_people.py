"""What people end themselves, in a browser: an application removed, a session, a password, the account.

They have signed in by code; their account console belongs to the same browser session.
"""

import httpx

from browsing import Browser
from scenes import Ending, Scene
from victims import Login

DELETE_ACCOUNT = "authentication/required-actions/delete_account"
ASKING = {"consentRequired": True}
FLOWS, LIMIT = "authentication/flows", "user-session-limits"
GUARD = ("permanentLockout", "failureFactor")


def by_browser(scene: Scene) -> Login:
    """Sign in by code, and note the browser and the form that the code was turned in with."""
    scene.notes["browser"] = browser = Browser(scene.app.http, scene.app.issuer)
    scene.notes["form"] = form = scene.app.code(browser, scene.user["name"])
    return scene.app.read(scene.app.post("token", **form))


def answers(scene: Scene, **more: str) -> dict[str, str]:
    """Return what this person fills into Keycloak's forms."""
    return {"username": scene.user["name"], "password": scene.user["name"], "accept": "Yes"} | more


def open_account(scene: Scene) -> None:
    """Sign in to Keycloak's own account console, of the same browser session, ahead of what is measured."""
    browser, redirect = scene.notes["browser"], f"{scene.app.issuer}/account/"
    code, verifier = browser.code("account-console", redirect, "openid", answers(scene))
    form = {"grant_type": "authorization_code", "client_id": "account-console", "code": code}
    url = f"{scene.app.issuer}/protocol/openid-connect/token"
    answer = scene.app.http.post(url, data=form | {"redirect_uri": redirect, "code_verifier": verifier})
    scene.notes["account"] = answer.raise_for_status().json()["access_token"]


def by_browser_with_account(scene: Scene) -> Login:
    login = by_browser(scene)
    open_account(scene)
    return login


def account(scene: Scene, method: str, path: str) -> httpx.Response:
    """Call the account console's API, as its page does."""
    headers = {"Authorization": f"Bearer {scene.notes['account']}", "Accept": "application/json"}
    url = f"{scene.app.issuer}/account/{path}"
    return scene.app.http.request(method, url, headers=headers).raise_for_status()


def sign_out_by_page(scene: Scene) -> object:
    """Go to Keycloak's page for signing out, and confirm."""
    page = scene.notes["browser"].request("GET", f"{scene.app.issuer}/protocol/openid-connect/logout")
    answer = scene.notes["browser"].submit(page, {"confirmLogout": "Logout"})
    assert answer.status_code in (200, 302), answer.text
    return answer


def replay_code(scene: Scene) -> object:
    replayed = scene.app.post("token", **scene.notes["form"])
    assert replayed.status_code == 400
    return replayed


def take_consent_back(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"{scene.user_path}/consents/{scene.app.name}")


def remove_application(scene: Scene) -> object:
    return account(scene, "DELETE", f"applications/{scene.app.name}/consent")


def end_own_session(scene: Scene) -> object:
    return account(scene, "DELETE", "sessions?current=true")


def by_two_browsers(scene: Scene) -> Login:
    """Sign in on one device, and on another, from where the first one will be signed out."""
    login = by_browser(scene)
    scene.notes["session"] = scene.admin.get(f"{scene.user_path}/sessions")[0]["id"]
    by_browser_with_account(scene)
    return login


def sign_device_out(scene: Scene) -> object:
    return account(scene, "DELETE", f"sessions/{scene.notes['session']}")


def change_password(scene: Scene) -> object:
    new = answers(scene, **{"password-new": "another", "password-confirm": "another"})
    redirect = scene.notes["form"]["redirect_uri"]
    return scene.notes["browser"].code(scene.app.name, redirect, "openid", new, kc_action="UPDATE_PASSWORD")


def allow_to_delete_account(scene: Scene) -> None:
    account_id = scene.admin.find_client("account")["id"]
    allowed = scene.admin.get(f"clients/{account_id}/roles/delete-account")
    scene.notes["action"] = scene.admin.get(DELETE_ACCOUNT)
    scene.admin.call("PUT", DELETE_ACCOUNT, scene.notes["action"] | {"enabled": True})
    scene.admin.call("POST", f"{scene.user_path}/role-mappings/clients/{account_id}", [allowed])


def forbid_to_delete_account(scene: Scene) -> None:
    if "action" in scene.notes:
        scene.admin.call("PUT", DELETE_ACCOUNT, scene.notes["action"])


def delete_account(scene: Scene) -> object:
    """There is no way back to an application from here."""
    redirect = scene.notes["form"]["redirect_uri"]
    try:
        scene.notes["browser"].code(scene.app.name, redirect, "openid", answers(scene), kc_action="delete_account")
    except AssertionError as nowhere:
        return nowhere
    raise AssertionError("the account is still there")


def permit_to_register(scene: Scene) -> None:
    made = scene.admin.call("POST", f"clients/{scene.app.id}/registration-access-token").json()
    scene.notes["registration"] = made["registrationAccessToken"]


def client_deletes_itself(scene: Scene) -> object:
    headers = {"Authorization": f"Bearer {scene.notes['registration']}"}
    url = f"{scene.app.issuer}/clients-registrations/default/{scene.app.name}"
    return scene.app.http.request("DELETE", url, headers=headers).raise_for_status()


def guard_harder(scene: Scene) -> None:
    scene.notes["guard"] = {name: scene.admin.get("")[name] for name in GUARD}
    scene.admin.call("PUT", "", {"permanentLockout": True, "failureFactor": 2})


def guard_as_before(scene: Scene) -> None:
    if "guard" in scene.notes:
        scene.admin.call("PUT", "", scene.notes["guard"])


def guess_passwords(scene: Scene) -> object:
    name, answer = scene.user["name"], None
    for _ in range(4):
        answer = scene.app.post("token", grant_type="password", username=name, password="wrong")
    return answer


def allow_one_session(scene: Scene) -> None:
    """Have the application's sign-in by password end the oldest session of a user who has another."""
    name = f"limited-{scene.app.name}"
    scene.admin.call("POST", f"{FLOWS}/direct%20grant/copy", {"newName": name})
    scene.notes["flow"] = next(each["id"] for each in scene.admin.get(FLOWS) if each["alias"] == name)
    scene.admin.call("POST", f"{FLOWS}/{name}/executions/execution", {"provider": LIMIT})
    step = next(each for each in scene.admin.get(f"{FLOWS}/{name}/executions") if each.get("providerId") == LIMIT)
    scene.admin.call("PUT", f"{FLOWS}/{name}/executions", step | {"requirement": "REQUIRED"})
    rules = {"userRealmLimit": "1", "userClientLimit": "0", "behavior": "Terminate oldest session"}
    scene.admin.call("POST", f"authentication/executions/{step['id']}/config", {"alias": name, "config": rules})
    use_flow(scene, scene.notes["flow"])


def use_flow(scene: Scene, flow: str) -> None:
    """Have the application's users sign in by this flow; by the realm's where it is empty."""
    flows = {"authenticationFlowBindingOverrides": {"direct_grant": flow}}
    scene.admin.call("PUT", f"clients/{scene.app.id}", flows)


def allow_any_number(scene: Scene) -> None:
    if "flow" in scene.notes:
        use_flow(scene, "")
        scene.admin.call("DELETE", f"{FLOWS}/{scene.notes['flow']}")


def sign_in_once_more(scene: Scene) -> object:
    return scene.app.login(scene.user["name"])


PEOPLE: dict[str, Ending] = {
    "sign-out in the browser": Ending(sign_out_by_page, sign_in=by_browser),
    "code used twice": Ending(replay_code, sign_in=by_browser),
    "consent taken back by an administrator": Ending(take_consent_back, sign_in=by_browser, settings=ASKING),
    "application removed in the account console": Ending(
        remove_application, sign_in=by_browser_with_account, settings=ASKING
    ),
    "own session ended in the account console": Ending(end_own_session, sign_in=by_browser_with_account),
    "device signed out in the account console": Ending(sign_device_out, sign_in=by_two_browsers),
    "password changed by its owner": Ending(change_password, sign_in=by_browser),
    "account deleted by its owner": Ending(
        delete_account, allow_to_delete_account, forbid_to_delete_account, sign_in=by_browser
    ),
    "client deleted by itself": Ending(client_deletes_itself, permit_to_register),
    "signed in elsewhere, one session allowed": Ending(sign_in_once_more, allow_one_session, allow_any_number),
    "locked out for good": Ending(guess_passwords, guard_harder, guard_as_before),
}
