"""The WWW-Authenticate header: what a client is told about the credential it lacks."""

from coatcheck.errors import InsufficientScope, Refusal


def write_challenge(realm: str, resource_metadata: str, refusal: Refusal | None = None) -> str:
    """Return one Bearer challenge; without a refusal it says only that a token is needed.

    `resource_metadata` is the address of our RFC 9728 document.

    RFC 6750 section 3, RFC 9728 section 5.1.
    """
    parameters = {"realm": realm}
    if refusal is not None:
        parameters |= {"error": refusal.code, "error_description": refusal.description}
    if isinstance(refusal, InsufficientScope) and refusal.scope:
        parameters["scope"] = " ".join(refusal.scope)
    parameters["resource_metadata"] = resource_metadata
    return "Bearer " + ", ".join(f"{name}={quote(value)}" for name, value in parameters.items())


def quote(value: str) -> str:
    """Printable ASCII without quote and backslash: all that RFC 6750 section 3 lets into these values."""
    return '"' + "".join(c for c in value if " " <= c <= "~" and c not in '"\\') + '"'
