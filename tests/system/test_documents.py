"""Both OpenAPI documents are true: schemathesis makes requests from them, with every demo user's token.

It looks for 5xx, for statuses, bodies and media types that are not documented, and for invalid input that is taken.
`FUZZ_SECONDS=600 ./manage_all.sh test system` looks longer.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

USERS = ("alice", "bob", "carol", "dave", "erin")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "75")) // len(USERS)  # a document has them for all users together
SEED = 20_261_124
CONFIGURATION = f"""
seed = {SEED}
color = false
headers = {{ Authorization = "Bearer ${{TOKEN}}" }}
request-timeout = 20

[generation]
max-examples = 1000

[checks]
# What fits the document may still be a cursor made for another list, or a product that is not sold.
positive_data_acceptance.enabled = false
"""


@pytest.fixture
def examine(tmp_path):
    """Give `examine(document, token, …)`, which returns what schemathesis said and whether it found nothing."""
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)

    def run(document, token, *options):
        command = [sys.executable, "-P", "-m", "schemathesis.cli", "run", document, "--warnings", "off", *options]
        done = subprocess.run(
            command, cwd=tmp_path, env=os.environ | {"TOKEN": token}, capture_output=True, text=True, check=False
        )
        return done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("user", USERS)
def test_both_documents_are_true_for(services, sign_in, examine, user):
    token = sign_in(user, "catalog:read catalog:write billing:read billing:write")
    documents = [f"{service.url}/api/schema/" for service in services.values()]

    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda each: examine(each, token, "--max-time", str(SECONDS)), documents))

    assert all(good for good, _ in said), "\n".join(text for good, text in said if not good)


def test_a_document_that_is_not_true_is_found_out(services, sign_in, examine, http, tmp_path):
    document = http.get(f"{services['billing'].url}/api/schema/", params={"format": "json"}).json()
    document["components"]["schemas"]["Invoice"]["properties"]["status"] = {"const": "sold"}
    (tmp_path / "false.json").write_text(json.dumps(document))
    only = ["--include-path", "/api/invoices/", "--include-method", "GET", "-n", "10"]

    good, said = examine("false.json", sign_in("dave", "billing:read"), "--url", services["billing"].url, *only)

    assert not good
    assert "schema" in said
