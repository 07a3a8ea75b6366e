"""Catalog's settings in an environment of the tests' own; only the database's address comes from outside."""

import os

os.environ |= {
    "CATALOG_SECRET_KEY": "of-the-tests-and-of-nothing-else-in-the-world",
    "CATALOG_ISSUER": "http://127.0.0.1:1/realms/test",
    "CATALOG_PUBLIC_URL": "http://testserver",
    "CATALOG_CLIENT_SECRET": "of-the-tests",
}

from catalog.settings import *  # noqa: F403 - the environment comes first, and all of it is meant
