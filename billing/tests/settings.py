"""Billing's own settings, from an environment that only the database is taken from outside for."""

import os

os.environ |= {
    "BILLING_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "BILLING_CLIENT_SECRET": "billing-secret",
    "BILLING_ISSUER": "http://127.0.0.1:1/realms/test",
    "BILLING_PUBLIC_URL": "http://127.0.0.1:8002",
    "BILLING_CATALOG_URL": "http://127.0.0.1:1",
    "BILLING_DATABASE_CONNECTIONS": "16",  # more than any test has threads
}

from billing.settings import *  # noqa: F403 - the environment comes first
