"""Whether the realm would answer us at all: found by the follower, before a view that asks refuses everybody."""

import logging

from coatcheck.credentials import ClientCredentials
from coatcheck.errors import InvalidToken, RealmUnavailable
from coatcheck.introspection import Introspector

logger = logging.getLogger("coatcheck.introspection")


def check_introspection(credentials: ClientCredentials, introspector: Introspector, scope: str) -> bool | None:
    """Ask about a token of our own that has our own read scope; `None` where the realm cannot be asked.

    Keycloak calls a token inactive to every client that is not named in its `aud`, and to a client that may not ask;
    so a view that asks would refuse everybody, and look as if it worked.
    """
    try:
        introspector.ask(credentials.token(scope))
    except RealmUnavailable as error:
        logger.warning("whether introspection works could not be found out: %s", error.cause)
        return None
    except InvalidToken as error:
        text = "introspection refuses our own token (%s): views that ask the realm refuse everybody"
        logger.error(text, error)  # noqa: TRY400 - where it was raised tells nothing
        return False
    return True
