"""What ends everybody's tokens: all signed out, a not-before, the realm switched off, a signing key withdrawn."""

import time

from scenes import Ending, Scene
from victims import wait_for_next_second

KEYS = "org.keycloak.keys.KeyProvider"


def sign_everybody_out(scene: Scene) -> object:
    return scene.admin.call("POST", "logout-all")


def move_not_before(scene: Scene) -> object:
    """What was issued before this second is meant."""
    wait_for_next_second()
    return scene.admin.call("PUT", "", {"notBefore": int(time.time())})


def switch_off(scene: Scene) -> object:
    return scene.admin.call("PUT", "", {"enabled": False})


def switch_on(scene: Scene) -> object:
    return scene.admin.call("PUT", "", {"enabled": True})


def sign_with_own_key(scene: Scene) -> None:
    """Have the realm sign with a key that will be withdrawn."""
    config = {"priority": ["500"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}
    provider = {"name": "passing", "providerId": "rsa-generated", "providerType": KEYS, "config": config}
    scene.notes["key"] = scene.admin.create("components", provider)


def withdraw_key(scene: Scene) -> object:
    return scene.admin.call("DELETE", f"components/{scene.notes.pop('key')}")


def withdraw_forgotten_key(scene: Scene) -> None:
    if "key" in scene.notes:
        withdraw_key(scene)


EVERYBODY: dict[str, Ending] = {
    "everybody signed out": Ending(sign_everybody_out, everybody=True),
    "not-before of the realm": Ending(move_not_before, everybody=True),
    "realm switched off": Ending(switch_off, undo=switch_on, everybody=True),
    "signing key withdrawn": Ending(withdraw_key, sign_with_own_key, withdraw_forgotten_key, everybody=True),
}
