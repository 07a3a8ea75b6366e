"""docs/tour.md prints what it says it prints."""

import pytest

from tour import ROOT, matches, read_steps, run_steps


def test_every_command_of_the_tour_prints_what_the_page_shows(book):
    steps = list(read_steps((ROOT / "docs" / "tour.md").read_text()))
    shown = [step.output for step in steps if step.output is not None]

    printed = run_steps(steps, book)

    assert len(shown) == 10
    for step, text in zip(steps, printed, strict=True):
        assert matches(step.output or "", text), f"{step.command}\n{text}"


@pytest.mark.parametrize(
    ("shown", "same"), [("one\n…\nlast\n", True), ("one\n… two\nlast\n", True), ("one\n…\n", False), ("two\n", False)]
)
def test_a_page_that_shows_something_else_is_found_out(shown, same):
    assert matches(shown, "one\nline two\nlast\n") is same
