"""`bench` runs the measurements; a hunt only who names it."""

import pytest

from stack.__main__ import main
from stack.commands.bench import BENCH, find_scripts


def test_lists_each_script_with_what_it_finds_out(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["bench", "--help"])

    lines = capsys.readouterr().out.splitlines()
    scripts = find_scripts(BENCH) | find_scripts(BENCH / "hunts")
    assert ended.value.code == 0
    for name in scripts:
        assert any(len(line.split()) > 3 for line in lines if line.startswith(f"  {name} ")), name


def test_an_unknown_name_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["bench", "nothing"])

    assert ended.value.code == 2
    assert "revocation" in capsys.readouterr().err


def test_a_part_of_a_script_is_none(tmp_path):
    for name in ("_part.py", "whole.py", "whole.toml"):
        (tmp_path / name).touch()

    assert list(find_scripts(tmp_path)) == ["whole"]


def test_no_hunt_is_among_the_measurements():
    measurements, hunts = set(find_scripts(BENCH)), set(find_scripts(BENCH / "hunts"))

    assert {"list", "revocation", "verify"} <= measurements - hunts
    assert {"fuzz", "mutants", "mutations", "openapi"} <= hunts - measurements
