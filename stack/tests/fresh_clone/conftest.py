"""One clone for the whole story, which the tests tell in the order in which they stand."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clone import Clone, make_clone


@pytest.fixture(scope="session")
def clone() -> Iterator[Clone]:
    home = Path(tempfile.mkdtemp(prefix="coatcheck-", dir="/var/tmp"))
    home.chmod(0o755)
    made = make_clone(home)
    yield made
    made.run("down")
    shutil.rmtree(home)
