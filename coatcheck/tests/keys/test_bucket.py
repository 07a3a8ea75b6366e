from clocks import Clock

from coatcheck.refreshing import Bucket


def test_a_bucket_gives_so_many_and_one_more_each_while():
    clock = Clock()
    bucket = Bucket(3, 10.0, clock)

    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.move(9.9)
    assert not bucket.take()
    clock.move(0.2)
    assert [bucket.take(), bucket.take()] == [True, False]
    clock.move(3600)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_a_bucket_does_not_drain_when_the_clock_is_set_back():
    clock = Clock()
    bucket = Bucket(1, 10.0, clock)
    clock.move(-3600)

    assert bucket.take()
