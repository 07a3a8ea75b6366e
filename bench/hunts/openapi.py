"""Many odd calls at a running stack, made up from both OpenAPI documents.

`./manage_all.sh bench openapi [EXAMPLES]`: how many right and how many wrong calls of each operation are made for
each demo user, 500 unless told.
Whatever the documents do not promise is printed, and ends it with 1. What is called changes the stack's data.
"""

import os
import ssl
import sys
from functools import partial
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from odd_calls import OddCalls

USERS = ("alice", "bob", "carol", "dave", "erin")


def main(examples: int) -> int:
    trust = ssl.create_default_context(cafile=os.environ.get("CA_FILE"))
    faults = []
    for service in ("catalog", "billing"):
        url = os.environ[f"{service.upper()}_URL"]
        for user in USERS:
            sign_in = partial(token, user, service, trust)
            calls = OddCalls(url, sign_in, examples=examples, verify=os.environ.get("CA_FILE") or True)
            faults += calls.find_faults()
            print(f"{service} as {user}: {calls.made} calls, {len(faults)} faults so far", flush=True)
    print("\n\n".join(faults))
    return int(bool(faults))


def token(user: str, service: str, trust: ssl.SSLContext) -> str:
    form = {"grant_type": "password", "client_id": "demo", "username": user, "password": user}
    form["scope"] = f"{service}:read {service}:write"
    answer = httpx.post(f"{os.environ['ISSUER']}/protocol/openid-connect/token", data=form, verify=trust)
    return answer.raise_for_status().json()["access_token"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
