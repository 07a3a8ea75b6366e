"""What `up` prints at its end: addresses, people, and a request to try."""

from stack.console import say, table
from stack.settings import Settings

PEOPLE = (
    ("user", "roles", "may"),
    ("alice", "catalog-editor, customer", "edit and publish products, order"),
    ("bob", "customer", "read products, order, see his own invoices"),
    ("carol", "billing-admin", "issue, void and settle every invoice"),
    ("dave", "manager", "what alice edits and what carol does"),
    ("erin", "none", "read products"),
)


def show(settings: Settings) -> None:
    """Print the table."""
    catalog, billing = settings.service_url("catalog"), settings.service_url("billing")
    rows = [
        ("what", "where"),
        ("catalog", catalog),
        ("  its API documents", f"{catalog}/api/docs/"),
        ("billing", billing),
        ("  its API documents", f"{billing}/api/docs/"),
        ("Keycloak's console", f"{settings.keycloak_url}/admin/"),
        ("  its administrator", "./manage_all.sh env | grep KEYCLOAK_ADMIN"),
        ("issuer", settings.issuer),
    ]
    say(f"\n{table(rows)}")
    if settings.demo:
        option = f"--cacert '{settings.ca_file}' " if settings.tls else ""
        say(f"\n{table(PEOPLE)}\nThe password of each is the user's name.\n\nTry it:")
        say(f'  curl {option}-H "Authorization: Bearer $(./manage_all.sh token alice)" {catalog}/api/products/?limit=3')
        say(f"  curl {option}-i {catalog}/api/products/   # refused: 401 without a token")
