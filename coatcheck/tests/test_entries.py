import pytest

from coatcheck.entries import Entry, Kind

WITH_CLIENT = {Kind.SESSION_CLIENT, Kind.SUBJECT_CLIENT}


@pytest.mark.parametrize("kind", Kind)
def test_only_a_kind_that_compares_a_client_has_one(kind):
    right, wrong = ("web", "") if kind in WITH_CLIENT else ("", "web")

    assert Entry(kind, "key", 0, client=right).client == right
    with pytest.raises(ValueError, match="client"):
        Entry(kind, "key", 0, client=wrong)
