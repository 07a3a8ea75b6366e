"""Somebody else's database is looked at before anything starts."""

import pytest

from stack import postgres
from stack.failure import Failure
from stack.ports import find_free
from stack.settings import Settings


@pytest.mark.parametrize("address", ["postgresql://shop:hush@127.0.0.1:{port}/shop", "no address"])
def test_a_database_that_lets_nobody_in_is_named_without_its_password(tmp_path, address):
    settings = Settings(state=tmp_path, given={"CATALOG_DATABASE_URL": address.format(port=find_free())})

    with pytest.raises(Failure, match="CATALOG_DATABASE_URL") as refused:
        postgres.refuse_unreachable(settings)

    assert "hush" not in refused.value.report()


def test_our_own_databases_are_not_looked_at(tmp_path):
    postgres.refuse_unreachable(Settings(state=tmp_path))
