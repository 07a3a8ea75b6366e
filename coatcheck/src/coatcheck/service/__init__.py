"""What every service of this house starts with, so that its own settings are twenty readable lines."""
