"""Callers over HTTP, each with a token of their own."""

from uuid import uuid4

from django.test import Client

from billing.models import Invoice

INVOICES = "/api/invoices/"


def path(invoice: Invoice, action: str = "") -> str:
    return f"{INVOICES}{invoice.pk}/{action}"


class Person:
    """A caller with a token; each post has a new idempotency key unless told."""

    def __init__(self, token: str | None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: object):
        return self.client.get(path, query, headers=self.headers)

    def post(self, path: str, body: object = None, key: str | None = ""):
        sent = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
        return self.client.post(path, body or {}, content_type="application/json", headers=self.headers | sent)
