"""Switching the demo client and its users off where a stack is no demo, and on again where it is one once more.

What was switched off here is noted on the client, so that an account which an administrator disabled stays disabled.
"""

from collections.abc import Iterable
from typing import Any

from admin_api import AdminApi
from realm_file import DEMO_CLIENT

NOTE = "coatcheck.switched.off"


def switch_off(api: AdminApi, names: Iterable[str]) -> list[str]:
    """Disable the demo client and those users that are enabled; return their paths."""
    switched = [f"users/{name}" for name in names if _switch_user(api, name, on=False)]
    for client in api.get("clients", clientId=DEMO_CLIENT):
        if client["enabled"]:
            noted = " ".join(path.partition("/")[2] for path in switched)
            api.put(f"clients/{client['id']}", client | _state(client, on=False, note=noted or "-"))
            switched.append(f"clients/{DEMO_CLIENT}")
    return switched


def switch_on(api: AdminApi) -> list[str]:
    """Enable what `switch_off` disabled, and nothing else; return the paths."""
    switched = []
    for client in api.get("clients", clientId=DEMO_CLIENT):
        noted = client["attributes"].get(NOTE)
        if noted:
            switched += [f"users/{name}" for name in noted.split() if _switch_user(api, name, on=True)]
            api.put(f"clients/{client['id']}", client | _state(client, on=True, note=""))
            switched.append(f"clients/{DEMO_CLIENT}")
    return switched


def _state(client: dict[str, Any], *, on: bool, note: str) -> dict[str, Any]:
    return {"enabled": on, "attributes": client["attributes"] | {NOTE: note}}


def _switch_user(api: AdminApi, name: str, *, on: bool) -> bool:
    for user in api.get("users", username=name, exact="true"):
        if user["enabled"] is not on:
            api.put(f"users/{user['id']}", user | {"enabled": on})
            return True
    return False
