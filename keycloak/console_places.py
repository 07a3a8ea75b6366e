"""Where in Keycloak's admin console a thing of the realm is set, and what follows where it is wrong."""

import re
from typing import NamedTuple


class Place(NamedTuple):
    """A path through the console's menus and tabs, and what a wrong value there leads to."""

    menu: str
    follows: str


REVOKED = "what is revoked may be accepted until it expires"
SIGN_IN = "people cannot sign in, or are not signed out"
ROLES = "tokens carry roles that nobody meant, or lack those that were"
AUDIENCE = "tokens asked for with this scope are refused by the service, or accepted by one they are not for"
FLOWS = "tokens can be had in a way that was not meant, or not at all"
LIFETIME = "tokens or sessions live longer or shorter than the services reckon with"

# The first pattern that matches a path counts.
PLACES = tuple(
    (re.compile(pattern), Place(menu, follows))
    for pattern, menu, follows in (
        (r"realm/(events|enabledEvent).*", "Realm settings → Events → User events settings", REVOKED),
        (r"realm/.*adminEvents.*", "Realm settings → Events → Admin events settings", REVOKED),
        (r"realm/(access|revoke|refresh|defaultSig).*", "Realm settings → Tokens", LIFETIME),
        (r"realm/sso.*", "Realm settings → Sessions", LIFETIME),
        (
            r"realm/(bruteForce|permanent|failure|wait|max|quick|minimum).*",
            "Realm settings → Security defenses → Brute force detection",
            "passwords can be guessed faster than was meant",
        ),
        (r"realm/default\w+ClientScopes", "Client scopes → Assigned type", "new clients get other scopes"),
        (r"realm/.*", "Realm settings → General, Login", ""),
        (r"clientScopes/([^/]+)/protocolMappers/.*", "Client scopes → {} → Mappers", AUDIENCE),
        (r"clientScopes/([^/]+)/scopeMappings", "Client scopes → {} → Scope", ROLES),
        (r"clientScopes/([^/]+).*", "Client scopes → {} → Settings", ""),
        (r"clients/([^/]+)/protocolMappers/.*", "Clients → {0} → Client scopes → {0}-dedicated → Mappers", ROLES),
        (
            r"clients/([^/]+)/(scopeMappings|fullScopeAllowed)",
            "Clients → {0} → Client scopes → {0}-dedicated → Scope",
            ROLES,
        ),
        (r"clients/([^/]+)/\w+ClientScopes", "Clients → {} → Client scopes → Setup", AUDIENCE),
        (r"clients/([^/]+)/serviceAccountRoles", "Clients → {} → Service account roles", REVOKED),
        (r"clients/([^/]+)/secret", "Clients → {} → Credentials", FLOWS),
        (r"clients/([^/]+)/attributes\.(pkce|access\.token).*", "Clients → {} → Advanced", FLOWS),
        (
            r"clients/([^/]+)/(attributes\..*logout.*|frontchannelLogout)",
            "Clients → {} → Settings → Logout settings",
            SIGN_IN,
        ),
        (
            r"clients/([^/]+)/(redirectUris|rootUrl|baseUrl|webOrigins)",
            "Clients → {} → Settings → Access settings",
            SIGN_IN,
        ),
        (r"clients/([^/]+)/enabled", "Clients → {} → the switch at the top", FLOWS),
        (r"clients/([^/]+)/.*", "Clients → {} → Settings → Capability config", FLOWS),
        (r"clients/([^/]+)", "Clients", FLOWS),
        (r"roles/([^/]+)/composites", "Realm roles → {} → Associated roles", ROLES),
        (r"roles/([^/]+)/(name|description)", "Realm roles → {} → Details", ""),
        (r"roles/([^/]+)/([^/]+)(/.*)?", "Clients → {0} → Roles → {1}", ROLES),
        (r"roles/([^/]+).*", "Realm roles → {}", ROLES),
        (r"users/([^/]+)", "Users", ""),
    )
)


def place_of(path: str) -> Place:
    """Return where the thing at `path` is set."""
    for pattern, place in PLACES:
        if match := pattern.fullmatch(path):
            return place._replace(menu=place.menu.format(*match.groups()))
    return Place("Realm settings", "")
