"""`call`: one call of a service, by whoever signed in with `login`."""

import argparse
import json
import os
import uuid

from stack.asking import ask
from stack.console import say, warn
from stack.failure import Failure
from stack.settings import SERVICES, Settings, load
from stack.terminal import access_token

REFUSED = 400


def run(arguments: list[str]) -> int:
    """Print the answer's body, its status beside it; return 1 where the call was refused."""
    parser = argparse.ArgumentParser(prog="manage_all.sh call")
    parser.add_argument("method", type=str.upper)
    parser.add_argument("path", help="such as /api/products/?limit=3, or billing/api/me/ to name the service")
    parser.add_argument("body", nargs="?", help="JSON")
    options = parser.parse_args(arguments)
    settings = load(os.environ)
    headers = {"Authorization": f"Bearer {access_token(settings)}", "Accept": "application/json"}
    content = {} if options.body is None else {"json": read_json(options.body)}
    if options.method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    answer = ask(settings, options.method, address(settings, options.path), headers=headers, **content)
    warn(f"{answer.status_code} {answer.reason_phrase}")
    if answer.content:
        say(json.dumps(answer.json(), indent=2, ensure_ascii=False))
    return int(answer.status_code >= REFUSED)


def address(settings: Settings, path: str) -> str:
    """Return the address of a path: at the service it names, else at the one that has such a thing."""
    service, _, rest = path.partition("/")
    if service not in SERVICES:
        service, rest = "billing" if path.startswith("/api/invoices/") else "catalog", path.lstrip("/")
    return f"{settings.service_url(service)}/{rest}"


def read_json(text: str) -> object:
    """Return the body that was typed."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Failure("Reading the body", f"it is no JSON: {error}", 'quote it: \'{"name": "value"}\'') from error
