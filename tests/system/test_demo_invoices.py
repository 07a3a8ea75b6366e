"""The demonstration's invoices belong to its users, whom billing finds by itself where nobody tells it who they are."""

import os
import subprocess

import psycopg
import pytest

from beside import MANAGE_ALL

NAMES = ("alice", "bob", "dave")


@pytest.fixture
def seed(book, copy):
    """Give the seed of a billing that trusts a copy of the realm, made over the Admin API as in containers."""
    issuer = f"{book['KEYCLOAK_URL']}/realms/{copy.name}"
    environment = {"BILLING_ISSUER": issuer, "BILLING_CLIENT_SECRET": copy.values["BILLING_CLIENT_SECRET"]}

    def run():
        command = [MANAGE_ALL, "billing", "seed", "--demo"]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    return run


def test_the_realm_tells_whose_invoices_they_are(seed, book, copy, admin):
    ids = {admin.call("GET", f"users?username={name}&exact=true", realm=copy.name).json()[0]["id"] for name in NAMES}

    assert (seed(), seed()) == ("5 invoices brought in", "0 invoices brought in")

    with psycopg.connect(book["BILLING_DATABASE_URL"]) as connection:
        issuer = f"%/realms/{copy.name}"
        rows = connection.execute("select customer from billing_invoice where issuer like %s", [issuer]).fetchall()
    assert {customer for (customer,) in rows} == ids
