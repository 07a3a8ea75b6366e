"""coatcheck for Django: put `coatcheck.django` into INSTALLED_APPS and `COATCHECK` into the settings."""
