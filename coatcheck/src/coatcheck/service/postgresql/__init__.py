"""Django's PostgreSQL, for services: `"ENGINE": "coatcheck.service.postgresql"`."""
