"""The names of clients in the service's own database, learnt from events: asked and told only when a client changes."""

from coatcheck.django.models import ClientName


class DatabaseClientNames:
    """What the clients of one issuer are called, by Keycloak's own id of each."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get(self, client_id: str, /) -> str | None:
        """Return the name; `None` where no event told it."""
        known = ClientName.objects.filter(issuer=self._issuer, client_id=client_id)
        return known.values_list("name", flat=True).first()

    def __setitem__(self, client_id: str, name: str, /) -> None:
        """Learn a name."""
        ClientName.objects.update_or_create(issuer=self._issuer, client_id=client_id, defaults={"name": name})
