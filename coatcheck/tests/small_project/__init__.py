"""A small Django project, as anybody's third service might be, for the tests of coatcheck.django and coatcheck.drf."""
