import pytest

from coatcheck.signature import read_header

pytest_plugins = ["coatcheck.testing.plugin"]


@pytest.fixture(autouse=True)
def header_read_anew():
    """Have each test read headers itself, not find what an earlier one has read."""
    read_header.cache_clear()
