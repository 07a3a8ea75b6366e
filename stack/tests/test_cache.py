"""Downloads go where there is room, and can be written."""

import shutil

import pytest

from stack import cache
from stack.failure import Failure
from stack.settings import ROOT


def test_refuses_a_disk_that_cannot_hold_what_is_coming(tmp_path):
    free = shutil.disk_usage(tmp_path).free // 1_000_000

    with pytest.raises(Failure, match=f"{free + 1000} MB needed") as refused:
        cache.need_space(tmp_path, free + 1000, "Making room", "COATCHECK_STATE")

    assert "COATCHECK_STATE" in refused.value.fix


def test_goes_to_the_checkout_where_the_named_folder_cannot_be_made(monkeypatch):
    monkeypatch.setenv("COATCHECK_CACHE", "/proc/self/cache")

    assert cache.find_cache() == ROOT / ".state" / "cache"
