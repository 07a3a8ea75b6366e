import pytest
from hypothesis import settings

from coatcheck.signature import read_header

pytest_plugins = ["coatcheck.testing.plugin"]

# A busy machine is no finding. The light profile is for the versions that are tried beside the main one.
settings.register_profile("coatcheck", deadline=None)
settings.register_profile("light", deadline=None, max_examples=20)
settings.load_profile("coatcheck")


@pytest.fixture(autouse=True)
def header_read_anew():
    """Have each test read headers itself, not find what an earlier one has read."""
    read_header.cache_clear()
