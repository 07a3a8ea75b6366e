#!/usr/bin/env python3
"""Django's command line for billing. Settings come from BILLING_… variables; `./manage_all.sh billing` sets them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing.settings")
    execute_from_command_line(sys.argv)
