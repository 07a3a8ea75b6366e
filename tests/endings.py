"""Every way in which administrators and applications end a token and Keycloak records it: see docs/revocation.md."""

import time

from scenes import Ending, Scene
from victims import wait_for_next_second


def sign_out(scene: Scene) -> object:
    return scene.app.post("logout", refresh_token=scene.login.refresh).raise_for_status()


def revoke_access(scene: Scene) -> object:
    return scene.app.post("revoke", token=scene.login.access).raise_for_status()


def revoke_refresh(scene: Scene) -> object:
    return scene.app.post("revoke", token=scene.login.refresh).raise_for_status()


def replay_refresh(scene: Scene) -> object:
    assert scene.app.refresh(scene.login).status_code == 200
    return scene.app.refresh(scene.login)


def admin_signs_out(scene: Scene) -> object:
    return scene.admin.call("POST", f"{scene.user_path}/logout")


def admin_ends_session(scene: Scene) -> object:
    session = scene.admin.get(f"{scene.user_path}/sessions")[0]["id"]
    return scene.admin.call("DELETE", f"sessions/{session}")


def disable_user(scene: Scene) -> object:
    return scene.admin.call("PUT", scene.user_path, {"enabled": False})


def delete_user(scene: Scene) -> object:
    return scene.admin.call("DELETE", scene.user_path)


def reset_password(scene: Scene) -> object:
    new = {"type": "password", "value": scene.user["name"], "temporary": False}
    return scene.admin.call("PUT", f"{scene.user_path}/reset-password", new)


def delete_credential(scene: Scene) -> object:
    credential = scene.admin.get(f"{scene.user_path}/credentials")[0]["id"]
    return scene.admin.call("DELETE", f"{scene.user_path}/credentials/{credential}")


def take_role(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"{scene.user_path}/role-mappings/realm", [scene.role("customer")])


def hold_client_role(scene: Scene) -> None:
    """Give the user a role of the application itself."""
    scene.admin.call("POST", f"clients/{scene.app.id}/roles", {"name": "clerk"})
    scene.notes["role"] = scene.admin.get(f"clients/{scene.app.id}/roles/clerk")
    scene.admin.call("POST", f"{scene.user_path}/role-mappings/clients/{scene.app.id}", [scene.notes["role"]])


def take_client_role(scene: Scene) -> object:
    path = f"{scene.user_path}/role-mappings/clients/{scene.app.id}"
    return scene.admin.call("DELETE", path, [scene.notes["role"]])


def join_group(scene: Scene) -> None:
    """Make a group with a role of its own, and have the user in it."""
    name = f"role-of-{scene.app.name}"
    scene.admin.call("POST", "roles", {"name": name})
    scene.notes["role"] = scene.role(name)
    scene.notes["group"] = scene.admin.create("groups", {"name": f"group-of-{scene.app.name}"})
    scene.admin.call("POST", f"groups/{scene.notes['group']}/role-mappings/realm", [scene.notes["role"]])
    scene.admin.call("POST", f"clients/{scene.app.id}/scope-mappings/realm", [scene.notes["role"]])
    scene.admin.call("PUT", f"{scene.user_path}/groups/{scene.notes['group']}")


def leave_group(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"{scene.user_path}/groups/{scene.notes['group']}")


def take_role_from_group(scene: Scene) -> object:
    path = f"groups/{scene.notes['group']}/role-mappings/realm"
    return scene.admin.call("DELETE", path, [scene.notes["role"]])


def delete_role(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"roles/{scene.notes['role']['name']}")


def rename_role(scene: Scene) -> object:
    name = scene.notes["role"]["name"]
    return scene.admin.call("PUT", f"roles/{name}", {"name": f"{name}-renamed"})


def delete_group(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"groups/{scene.notes['group']}")


def move_group(scene: Scene) -> object:
    other = scene.admin.create("groups", {"name": f"other-{scene.app.name}"})
    moved = {"id": scene.notes["group"], "name": f"group-of-{scene.app.name}"}
    return scene.admin.call("POST", f"groups/{other}/children", moved)


def hold_composite(scene: Scene) -> None:
    """Give the user a composite role that contains another."""
    join_group(scene)
    name = f"composite-of-{scene.app.name}"
    scene.admin.call("POST", "roles", {"name": name})
    scene.admin.call("POST", f"roles/{name}/composites", [scene.notes["role"]])
    scene.notes["composite"] = name
    leave_group(scene)
    scene.admin.call("POST", f"{scene.user_path}/role-mappings/realm", [scene.role(name)])


def shrink_composite(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"roles/{scene.notes['composite']}/composites", [scene.notes["role"]])


def unmap_scope(scene: Scene) -> object:
    path = f"clients/{scene.app.id}/scope-mappings/realm"
    return scene.admin.call("DELETE", path, [scene.notes["role"]])


def disable_client(scene: Scene) -> object:
    return scene.admin.call("PUT", f"clients/{scene.app.id}", {"enabled": False})


def delete_client(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"clients/{scene.app.id}")


def rename_client(scene: Scene) -> object:
    return scene.admin.call("PUT", f"clients/{scene.app.id}", {"clientId": f"{scene.app.name}-renamed"})


def move_not_before_of_client(scene: Scene) -> object:
    """What was issued before this second is meant."""
    wait_for_next_second()
    return scene.admin.call("PUT", f"clients/{scene.app.id}", {"notBefore": int(time.time())})


def regenerate_secret(scene: Scene) -> object:
    return scene.admin.call("POST", f"clients/{scene.app.id}/client-secret")


ENDINGS: dict[str, Ending] = {
    "sign-out": Ending(sign_out),
    "access token revoked": Ending(revoke_access),
    "refresh token revoked": Ending(revoke_refresh),
    "refresh token replayed": Ending(replay_refresh),
    "administrator signs the user out": Ending(admin_signs_out),
    "administrator ends the session": Ending(admin_ends_session),
    "user disabled": Ending(disable_user),
    "user deleted": Ending(delete_user),
    "password reset": Ending(reset_password),
    "credential deleted": Ending(delete_credential),
    "role taken from the user": Ending(take_role),
    "client's role taken from the user": Ending(take_client_role, hold_client_role),
    "user leaves a group": Ending(leave_group, join_group),
    "role taken from a group": Ending(take_role_from_group, join_group),
    "role deleted": Ending(delete_role, join_group),
    "role renamed": Ending(rename_role, join_group, everybody=True),
    "group deleted": Ending(delete_group, join_group, everybody=True),
    "group moved": Ending(move_group, join_group, everybody=True),
    "composite role changed": Ending(shrink_composite, hold_composite),
    "scope mapping removed": Ending(unmap_scope, join_group),
    "client disabled": Ending(disable_client),
    "client deleted": Ending(delete_client),
    "client renamed": Ending(rename_client),
    "not-before of the client": Ending(move_not_before_of_client),
    "client secret regenerated": Ending(regenerate_secret),
}
