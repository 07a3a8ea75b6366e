"""Who the demonstration's users are to the realm: asked by signing in as each, since their passwords are public."""

from collections.abc import Iterable

from coatcheck.discovery import Discovery
from coatcheck.django import wiring
from coatcheck.transport import OK

CLIENT, SCOPE = "demo", "billing:read"


def find_subjects(names: Iterable[str]) -> dict[str, str]:
    """Return the subject of each user who can sign in with the name as password; nobody's where there is no demo.

    Raises:
        RealmUnavailable: the realm cannot be asked.
    """
    tokens = {name: sign_in(name) for name in names}
    return {name: wiring.introspector().ask(token).subject for name, token in tokens.items() if token is not None}


def sign_in(name: str) -> str | None:
    endpoint = Discovery(wiring.realm(), wiring.transport()).endpoints().token
    form = {"grant_type": "password", "client_id": CLIENT, "username": name, "password": name, "scope": SCOPE}
    answer = wiring.transport().post_form(endpoint, form) if endpoint else None
    if answer is None or answer.status != OK or not isinstance(answer.body, dict):
        return None
    return str(answer.body["access_token"])
