"""What is wrong with a live realm, found in its settings and by using it: each finding with what mends it.

A finding is `problem`, `follows` (what it leads to), `console` (the menu that mends it) and `command`.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from admin_api import AdminApi
from compare import ABSENT, Difference, differences
from console_places import AUDIENCE, FLOWS, place_of
from live_realm import read_live_realm
from realm_client import OwnClaims
from realm_file import RealmFile
from shape import shape_of

Finding = dict[str, str]


class Client(Protocol):
    """The realm as a client sees it; `realm_client.RealmClient` is the real one."""

    def issuer(self) -> str: ...
    def own_claims(self, client: str, secret: str, scope: str) -> OwnClaims | None: ...
    def is_active(self, client: str, secret: str, token: str) -> bool: ...


MAX_SKEW = 5.0  # seconds; tokens are read with a leeway of 30, of which a healthy clock uses nothing
APPLY = "./manage_all.sh realm apply"
UP = "./manage_all.sh up"
# Asked as billing does when it prices an invoice.
CALLER, SCOPE, SERVICE = "billing", "catalog:read", "catalog"


def inspect_settings(api: AdminApi, file: RealmFile) -> Iterator[Finding]:
    """Yield a finding for each difference between the live realm and its file."""
    if not api.exists():
        yield finding(f"there is no realm {api.realm}", follows="no token can be had", console="", command=UP)
        return
    shape = shape_of(file.realm)
    for each in differences(read_live_realm(api, shape).shape, shape):
        yield _of_difference(each)


def inspect_behaviour(
    client: Client, values: Mapping[str, str], clock: Callable[[], float] = time.time
) -> Iterator[Finding]:
    """Yield what is wrong with the issuer, the clock, and a token that is asked for, unpacked and introspected."""
    yield from _issuer(client.issuer(), values.get("ISSUER"))
    asked = clock()
    claims = client.own_claims(CALLER, values["BILLING_CLIENT_SECRET"], SCOPE)
    if claims is None:
        yield _at(f"clients/{CALLER}", f"{CALLER} gets no token with the scope {SCOPE}", follows=FLOWS)
        return
    yield from _clock(claims.issued_at, asked, clock())
    if SERVICE not in claims.audience:
        problem = f"a token with {SCOPE} has no audience {SERVICE}"
        yield _at(f"clientScopes/{SCOPE}/protocolMappers/audience {SERVICE}", problem, follows=AUDIENCE)
    elif not client.is_active(SERVICE, values["CATALOG_CLIENT_SECRET"], claims.token):
        problem = f"{SERVICE} hears that a fresh token is inactive"
        yield _at(f"clients/{SERVICE}/secret", problem, follows="views that ask the realm refuse everybody")


def finding(problem: str, *, follows: str, console: str, command: str) -> Finding:
    """Return a finding as it is printed."""
    return {"problem": problem, "follows": follows, "console": console, "command": command}


def _of_difference(each: Difference) -> Finding:
    shown = each.as_json()
    path = str(shown["path"])
    said = f"{path} is {shown['live']}, and in the file {shown['file']}"
    command = UP if not each.member and each.live == ABSENT and "/protocolMappers/" not in path else APPLY
    return _at(path, said, command=command)


def _at(path: str, problem: str, *, follows: str = "", command: str = APPLY) -> Finding:
    place = place_of(path)
    return finding(problem, follows=follows or place.follows, console=place.menu, command=command)


def _issuer(found: str, expected: str | None) -> Iterator[Finding]:
    if expected and found != expected:
        yield finding(
            f"the realm calls itself {found}, and the services expect {expected}",
            follows="every token is refused",
            console="Realm settings → General → Frontend URL, which must be empty",
            command="./manage_all.sh restart keycloak",
        )


def _clock(issued_at: int, before: float, after: float) -> Iterator[Finding]:
    """`issued_at` is a whole second of the realm's clock, between two moments of ours."""
    early, late = before - 1 - issued_at, issued_at - after
    if (skew := max(early, late)) > MAX_SKEW:
        yield finding(
            f"Keycloak's clock and this machine's differ by {skew:.0f} s",
            follows="tokens are refused as not yet valid or expired",
            console="",
            command="set the clock of both machines by NTP (timedatectl set-ntp true)",
        )
