from hypothesis import given
from hypothesis import strategies as st

from coatcheck.fingerprints import BITS, FIRST_SECOND, LAST_SECOND, SHARDS, Fingerprints, Mark

FINGERPRINTS = st.integers(min_value=-(1 << 63), max_value=(1 << 63) - 1)
SECONDS = st.integers(min_value=FIRST_SECOND, max_value=FIRST_SECOND + (1 << 30) - 1)


@given(st.dictionaries(FINGERPRINTS, st.builds(Mark, ended=SECONDS, renew=SECONDS, elsewhere=SECONDS), max_size=50))
def test_finds_each_mark_and_nothing_else(marks):
    kept = Fingerprints().with_marks(marks.items(), forget_before=0)

    assert {each: kept.find(each) for each in marks} == marks
    assert all(kept.has_any([each ^ 1, each]) for each in marks)
    assert not kept.has_any(each ^ 1 for each in marks if each ^ 1 not in marks)
    assert all(kept.find(each ^ 1) is None for each in marks if each ^ 1 not in marks)


def test_joins_what_is_added_later_with_what_is_there():
    first = Fingerprints().with_marks([(7, Mark(ended=FIRST_SECOND + 5))], forget_before=0)

    both = first.with_marks([(7, Mark(ended=FIRST_SECOND + 3, renew=FIRST_SECOND + 9))], forget_before=0)

    assert both.find(7) == Mark(ended=FIRST_SECOND + 5, renew=FIRST_SECOND + 9)


def test_what_is_added_leaves_the_earlier_map_as_it_was():
    first = Fingerprints()

    first.with_marks([(7, Mark(ended=FIRST_SECOND))], forget_before=0)

    assert first.find(7) is None
    assert len(first) == 0


def test_forgets_what_ended_long_ago():
    old = Fingerprints().with_marks([(7, Mark(ended=FIRST_SECOND + 5))], forget_before=0)

    kept = old.with_marks([(7, Mark(renew=FIRST_SECOND + 50))], forget_before=FIRST_SECOND + 10)

    assert kept.find(7) == Mark(renew=FIRST_SECOND + 50)


def test_forgets_to_the_second_beside_any_fingerprint():
    neighbours = [(-7, Mark(ended=FIRST_SECOND + 5)), (-8, Mark(ended=FIRST_SECOND + 4))]
    old = Fingerprints().with_marks(neighbours, forget_before=0)

    kept = old.with_marks([(-9, Mark(renew=LAST_SECOND))], forget_before=FIRST_SECOND + 5)

    assert kept.find(-7) == Mark(ended=FIRST_SECOND + 5)
    assert kept.find(-8) is None
    assert kept.find(-9) == Mark(renew=LAST_SECOND)


def test_a_second_out_of_range_is_the_nearest_in_it():
    kept = Fingerprints().with_marks([(7, Mark(ended=1 << 40)), (8, Mark(ended=5))], forget_before=0)

    assert kept.find(7) == Mark(ended=FIRST_SECOND + (1 << 30) - 1)
    assert kept.find(8) == Mark(ended=FIRST_SECOND)


def test_the_same_mark_twice_is_kept_once():
    mark = (7, Mark(ended=FIRST_SECOND))

    kept = Fingerprints().with_marks([mark], forget_before=0).with_marks([mark], forget_before=0)

    assert len(kept) == 1


def test_has_each_of_several_whose_bits_are_neighbours():
    kept = Fingerprints().with_marks([(each, Mark(ended=FIRST_SECOND)) for each in range(8)], forget_before=0)

    assert all(kept.has_any([each]) for each in range(8))


def test_tells_a_stranger_with_the_same_bit():
    stranger = 7 + BITS

    assert not Fingerprints().with_marks([(7, Mark(ended=FIRST_SECOND))], forget_before=0).has_any([stranger])


def test_fills_every_shard():
    marks = ((number << 40, Mark(ended=FIRST_SECOND)) for number in range(SHARDS))

    kept = Fingerprints().with_marks(marks, forget_before=0)

    assert {len(shard.fingerprints) for shard in kept._shards} == {1}
