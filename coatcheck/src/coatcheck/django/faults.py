"""What can be wrong with the settings, each under the id of its system check."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import Any, Literal, Union, get_args, get_origin
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from coatcheck.config import ASYMMETRIC_ALGORITHMS

REQUIRED = {"ISSUER": "whose tokens are accepted", "AUDIENCE": "what this service is called in a token's `aud`"}
# What makes each client's credential necessary.
CLIENTS = {"": "INTROSPECT", "FEED_": "FEED_CLIENT_ID", "LOGIN_": "LOGIN_CLIENT_ID"}
URLS = ("ISSUER", "INTERNAL_URL", "PUBLIC_URL")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the settings, under the id of its system check."""

    id: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.message} ({self.id})" + (f" {self.hint}" if self.hint else "")


class WrongSettings(ImproperlyConfigured):
    """Raised at start with all that is wrong in `COATCHECK`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("COATCHECK is wrong:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


def find_faults(given: Mapping[str, object], kinds: Mapping[str, Any], *, debug: bool) -> list[Fault]:
    """Return everything that is wrong with a `COATCHECK` dictionary; `kinds` are the types by name."""
    faults = [unknown(name, kinds) for name in given if name not in kinds]
    faults += [missing(name) for name in REQUIRED if not given.get(name)]
    faults += [mistyped(name, kind) for name, kind in kinds.items() if name in given and not fits(given[name], kind)]
    return faults or unsafe(given, debug=debug)


def unknown(name: str, known: Mapping[str, object]) -> Fault:
    near = get_close_matches(str(name), known, n=1)
    return Fault("coatcheck.E002", f"COATCHECK[{name!r}] is no setting.", f"Is it {near[0]!r}?" if near else None)


def missing(name: str) -> Fault:
    return Fault("coatcheck.E003", f"COATCHECK[{name!r}] is missing or empty.", f"It says {REQUIRED[name]}.")


def mistyped(name: str, kind: Any) -> Fault:
    return Fault("coatcheck.E004", f"COATCHECK[{name!r}] is not {describe(kind)}.")


def describe(kind: Any) -> str:
    """Say what a value must be."""
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(repr, get_args(kind)))}"
    return f"of type {getattr(kind, '__name__', kind)}"


def fits(value: object, hint: Any) -> bool:
    """Tell whether a value is what the hint says; lists stand for tuples and sets, and True is no number."""
    kind = get_origin(hint)
    if kind in (Union, types.UnionType):
        return any(fits(value, each) for each in get_args(hint))
    if kind is Literal:
        return value in get_args(hint)
    if kind in (tuple, frozenset):
        return isinstance(value, list | tuple | set | frozenset) and all(isinstance(each, str) for each in value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, hint)


def unsafe(given: Mapping[str, Any], *, debug: bool) -> list[Fault]:
    """Return what is well-formed, but would make the check weaker than promised."""
    faults = []
    if given["AUDIENCE"] == "account":
        faults.append(
            Fault("coatcheck.E005", "The audience 'account' is in every Keycloak token.", "Name this service.")
        )
    if weak := set(given.get("ALGORITHMS", ["RS256"])) - ASYMMETRIC_ALGORITHMS:
        faults.append(Fault("coatcheck.E006", f"Not asymmetric signature algorithms: {sorted(weak)}."))
    if not given.get("ALGORITHMS", True):
        faults.append(Fault("coatcheck.E006", "COATCHECK['ALGORITHMS'] is empty."))
    faults += [each for name in URLS for each in wrong_url(name, given, debug=debug)]
    faults += [each for client in CLIENTS for each in wrong_credential(client, given)]
    faults += [not_a_network(each) for each in given.get("METRICS_NETWORKS", ()) if not is_network(each)]
    return faults


def wrong_url(name: str, given: Mapping[str, Any], *, debug: bool) -> list[Fault]:
    url = given.get(name)
    if url is None:
        return []
    try:
        parts = urlsplit(url)
    except ValueError:
        return [Fault("coatcheck.E007", f"COATCHECK[{name!r}] is no http(s) address.")]
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        return [Fault("coatcheck.E007", f"COATCHECK[{name!r}] is no http(s) address.")]
    if name == "ISSUER" and parts.scheme == "http" and not debug and not is_loopback(parts.hostname):
        return [
            Fault("coatcheck.E008", "The issuer is reached by plain http.", "Use https outside loopback and DEBUG.")
        ]
    return []


def wrong_credential(client: str, given: Mapping[str, Any]) -> list[Fault]:
    """A client that is named, or needed, proves itself by a secret or by a key, and not by both."""
    secret, key = (bool(given.get(f"{client}CLIENT_{part}")) for part in ("SECRET", "KEY"))
    if secret and key:
        return [Fault("coatcheck.E011", f"COATCHECK has both {client}CLIENT_SECRET and {client}CLIENT_KEY.")]
    is_needed = given.get(CLIENTS[client])
    if is_needed and not secret and not key:
        return [Fault("coatcheck.E011", f"{CLIENTS[client]} needs {client}CLIENT_SECRET or {client}CLIENT_KEY.")]
    return []


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def not_a_network(text: str) -> Fault:
    return Fault("coatcheck.E009", f"COATCHECK['METRICS_NETWORKS'] holds no network: {text!r}.")
