"""People at the services, each with a real token."""

import uuid
from dataclasses import dataclass, field

import httpx

EUR = {"currency": "EUR"}


@dataclass(frozen=True, slots=True)
class Caller:
    """One person's token at one collection. Every post has an idempotency key of its own unless it is told one."""

    http: httpx.Client
    url: str
    token: str = field(repr=False)

    def get(self, path: str = "", **query: object) -> httpx.Response:
        return self.http.get(self.url + path, params=query, headers={"Authorization": f"Bearer {self.token}"})

    def patch(self, path: str, body: object, **headers: str) -> httpx.Response:
        headers |= {"Authorization": f"Bearer {self.token}"}
        return self.http.patch(self.url + path, json=body, headers=headers)

    def post(self, path: str = "", body: object = None, key: str | None = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        return self.http.post(self.url + path, json=body or {}, headers=headers)


def pay(amount: object, currency: str = "EUR") -> dict[str, object]:
    """Return the body of a payment."""
    return {"amount": {"amount": amount, "currency": currency}}
