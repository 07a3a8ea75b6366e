"""Somebody whose token is about to end, and the ways of ending it as values.

An ending is a function of a `Scene`. `everybody` tells that others are meant as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from realm_admin import RealmAdmin
from victims import Application, Login, make_application, make_user


@dataclass
class Scene:
    """Who is there: a user with a login at an application; `notes` is what an ending prepared."""

    admin: RealmAdmin
    app: Application
    user: dict[str, str]
    login: Login
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def user_path(self) -> str:
        return f"users/{self.user['id']}"

    def role(self, name: str) -> dict[str, Any]:
        role: dict[str, Any] = self.admin.get(f"roles/{name}")
        return role


Act = Callable[[Scene], object]


def nothing(_: Scene) -> None:
    """There is nothing to prepare, or to put right."""


def by_password(scene: Scene) -> Login:
    return scene.app.login(scene.user["name"])


@dataclass(frozen=True, slots=True)
class Ending:
    """`prepare` makes the ground before the login, `act` ends it, `undo` puts right what others would stumble over."""

    act: Act
    prepare: Act = nothing
    undo: Act = nothing
    everybody: bool = False
    roles: tuple[str, ...] = ("customer",)
    sign_in: Callable[[Scene], Login] = by_password
    settings: Mapping[str, Any] = field(default_factory=dict)

    def stage(self, admin: RealmAdmin, http: httpx.Client, issuer: str) -> Scene:
        """Return an application and a user who has not signed in yet."""
        app = make_application(admin, http, issuer, **self.settings)
        return Scene(admin, app, make_user(admin, self.roles), Login("", ""))
