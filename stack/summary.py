"""What `up` prints at its end: addresses, people, and a request to try."""

from collections.abc import Iterator

from stack.console import say, table
from stack.realm import demo_users
from stack.settings import SERVICES, Settings


def show(settings: Settings) -> None:
    """Print the table."""
    catalog = settings.service_url("catalog")
    services = ((name, settings.service_url(name)) for name in SERVICES)
    rows = [
        ("what", "where"),
        *(row for name, url in services for row in ((name, url), ("  its API documents", f"{url}/api/docs/"))),
        ("Keycloak's console", f"{settings.keycloak_url}/admin/"),
        ("  its administrator", "./manage_all.sh env | grep KEYCLOAK_ADMIN"),
        ("issuer", settings.issuer),
    ]
    say(f"\n{table(rows)}")
    if settings.demo:
        option = f"--cacert '{settings.ca_file}' " if settings.tls else ""
        say(
            f"\n{table(list(_people()))}\nThe password of each is the user's name; README.md says what each may.\n\nTry it:"
        )
        say(f'  curl {option}-H "Authorization: Bearer $(./manage_all.sh token alice)" {catalog}/api/products/?limit=3')
        say(f"  curl {option}-i {catalog}/api/products/   # refused: 401 without a token")


def _people() -> Iterator[tuple[str, str]]:
    """Yield the demo users as the realm file has them."""
    yield "user", "realm roles"
    for name, roles in demo_users().items():
        yield name, ", ".join(roles) or "none"
