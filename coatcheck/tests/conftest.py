pytest_plugins = ["coatcheck.testing.plugin"]
