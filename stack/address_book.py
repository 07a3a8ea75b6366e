"""What `env` prints and the tests read: where everything is, and the secrets to use it."""

from stack import postgres, realm
from stack.settings import REALM, SERVICES, Settings


def values(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    """Return the names of the address book."""
    administrator = realm.admin_credentials(settings, secrets)
    found = {
        "KEYCLOAK_URL": settings.keycloak_url,
        "KEYCLOAK_MANAGEMENT_URL": settings.management_url,
        "KEYCLOAK_ADMIN": administrator["username"],
        "KEYCLOAK_ADMIN_PASSWORD": administrator["password"],
        "REALM": REALM,
        "ISSUER": settings.issuer,
    }
    found |= {f"{each.upper()}_URL": settings.service_url(each) for each in SERVICES}
    found |= {f"{each.upper()}_DATABASE_URL": postgres.database_url(settings, secrets, each) for each in SERVICES}
    found |= {f"{each.upper()}_CLIENT_SECRET": secrets[f"{each.upper()}_CLIENT_SECRET"] for each in SERVICES}
    certificate = settings.ca_file
    return found | ({"CA_FILE": str(certificate)} if certificate else {})
